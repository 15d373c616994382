// Runs before the first paint, so that the page never shows another theme first. The console stores only the theme.
try {
  const theme = localStorage.getItem('logferry.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage is blocked in this browser: the page uses the system's theme.
}
