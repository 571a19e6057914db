// Before Streamlit draws: one address to ask (else it asks below the page's own address first, and meets two 404s); our word of progress until
// there is something to see; and Streamlit's own sentences in Chinese while the page is Chinese.
window.__streamlit = { BACKEND_BASE_URL: new URL('./', location.href).href };
(() => {
  const SEEN = '[data-testid="stMain"] [data-testid="stElementContainer"], [data-testid="stMain"] [data-testid="stAlert"], [role="dialog"]';
  const OWN = '[role="dialog"], [data-testid="stConnectionStatus"], [data-testid="stStatusWidget"], [role="tooltip"]';
  const { sentences } = plannerWords;
  const starts = Object.keys(sentences).filter((said) => said.endsWith('…'));
  const ours = (text) => {
    const said = text.trim();
    const start = said in sentences ? said : starts.find((s) => said.startsWith(s.slice(0, -1)));
    return start && sentences[start];
  };
  const put = (part) => {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const text = ours(node.data);
      if (text) node.data = text;
    }
    for (const element of [part, ...part.querySelectorAll('[aria-label], [title]')])
      for (const name of ['aria-label', 'title']) {
        const text = element.getAttribute(name) && ours(element.getAttribute(name));
        if (text) element.setAttribute(name, text);
      }
  };
  const look = () => {
    const root = document.documentElement;
    const lang = getComputedStyle(root).getPropertyValue('--planner-lang').trim() || 'zh-CN';
    if (root.lang !== lang) root.lang = lang;
    if (lang !== 'en') document.querySelectorAll(OWN).forEach(put);
    const first = document.getElementById('planner-first');
    if (first && [...document.querySelectorAll(SEEN)].some((e) => e.offsetHeight > 4)) first.remove();
  };
  let asked = 0;
  const later = () => { asked ||= requestAnimationFrame(() => { asked = 0; look(); }); };
  new MutationObserver(later).observe(document, { childList: true, subtree: true, characterData: true });
})();
