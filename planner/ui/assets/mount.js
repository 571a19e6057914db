// Mounts the live map into its place of the page, as soon as the library is there, and hands each message on.
const styled = new WeakSet();

export default function mount({ parentElement, data, setTriggerValue }) {
  const host = parentElement.querySelector(".pl-root");
  host.dataset.bytes = data.length;
  host.latest = [JSON.parse(new TextDecoder().decode(data)), (what) => setTriggerValue("act", what)];
  const lay = () => {
    const library = window.plannerLibrary;
    if (!host.latest) return;
    if (!library) { setTimeout(lay, 20); return; }
    if (!styled.has(parentElement)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(library.css);
      parentElement.adoptedStyleSheets = [sheet];
      styled.add(parentElement);
    }
    host.planner ||= library.plannerLive(host);
    host.planner.update(...host.latest);
    host.latest = null;
  };
  lay();
  return () => {
    host.latest = null;
    host.planner?.remove();
    host.planner = null;
  };
}
