// Runs before the first paint, so that a chosen theme does not flash in late. Only the theme is ever stored.
try {
  const theme = localStorage.getItem('logferry.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage is blocked in this browser: the system's theme it is.
}
