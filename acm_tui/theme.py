"""One quiet theme: dark, with a single accent."""

from textual.theme import Theme

THEME = Theme(
    name="acm-tui",
    primary="#5fb3b3",
    secondary="#8a9199",
    accent="#5fb3b3",
    foreground="#d8dee4",
    background="#14181c",
    surface="#14181c",
    panel="#1c2228",
    success="#8fbf7f",
    warning="#e0b35c",
    error="#e06c6c",
    dark=True,
    variables={"footer-key-foreground": "#5fb3b3", "footer-background": "#14181c"},
)
