"""The shell's own styles, and Streamlit's words on its widgets in the language of the page, where a style can reach them."""

from __future__ import annotations

from planner.texts import word

_STYLE = """
.block-container { padding: 3.9rem 1.2rem 0.6rem; max-width: 2400px; }
.block-container [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stStatusWidget"] [role="img"] { width: auto; padding: 0 .6rem; }
[data-testid="stStatusWidget"] [role="img"] svg { display: none; }
[data-testid="stStatusWidget"] [role="img"]::after { font-size: .9rem; color: #22303c; white-space: nowrap; }
[data-testid="stStatusWidget"] button::after, [data-testid="stFileUploaderDropzone"] button p::after,
[data-testid="stFileUploaderDropzoneInstructions"] > div::after, [data-key="__select_all__"] [data-item-hl]::after { font-size: .9rem; }
[data-testid="stStatusWidget"] button, [data-testid="stFileUploaderDropzone"] button p,
[data-testid="stFileUploaderDropzoneInstructions"] span,
[data-key="__select_all__"] [data-item-hl] { font-size: 0 !important; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #46525e; opacity: 1; }
[data-testid="stMain"] ::placeholder { color: #5a6672; opacity: 1; }
.st-key-finished-map iframe { height: calc(100vh - 286px) !important; min-height: 420px; }
[data-testid="stTopNavLink"]:focus-visible, [role="tab"]:focus-visible, .stButton button:focus-visible,
.stDownloadButton button:focus-visible { outline: 2.5px solid #2f5d8a !important; outline-offset: 1px; box-shadow: none !important; }
[data-testid="stMain"] [data-stale="true"] { opacity: 1 !important; transition: none !important; }
[data-testid="stExpander"] details, [data-testid="stExpander"] summary { transition: none !important; }
[data-testid="stRadio"] label:has(input:focus-visible) { outline: 2.5px solid #2f5d8a; outline-offset: 2px; border-radius: 4px; }
"""
#: Where Streamlit writes a word of its own → key of ours. A style puts ours in its place.
_OWN = {
    '[data-testid="stStatusWidget"] [role="img"]': "app.running",
    '[data-testid="stStatusWidget"] button': "app.stop",
    '[data-testid="stFileUploaderDropzone"] button p': "app.upload",
    '[data-testid="stFileUploaderDropzoneInstructions"] > div': "app.upload.drop",
    '[data-key="__select_all__"] [data-item-hl]': "app.select_all",
}


def _words(lang: str) -> str:
    return "".join(f'{place}::after {{ content: "{word(key, lang)}"; }}\n' for place, key in _OWN.items())


#: The same for the page before any script of ours has run, which is Chinese as every session begins.
STREAMLIT_WORDS_STYLE = _STYLE + _words("zh")


def shell_style(lang: str) -> str:
    """Return the styles of the shell as HTML; they name the language of the page too, for the script of the first page."""
    named = ":root { --planner-lang: %s; }\n" % ("en" if lang == "en" else "zh-CN")
    return f"<style>{_STYLE}{_words(lang)}{named}</style>"
