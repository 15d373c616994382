const number = new Intl.NumberFormat('en');
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** @param {number} count @returns {string} */
export const formatCount = (count) => number.format(count);

/** @param {number} count @param {string} noun singular; takes an s @returns {string} such as "1 file", "2,000 records" */
export const counted = (count, noun) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** @param {number} bytes @returns {string} such as "12.4 MiB" */
export function formatSize(bytes) {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : amount.toFixed(amount < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** @param {number} time epoch milliseconds @returns {string} such as "2026-11-24 08:15:04", UTC */
export const formatTime = (time) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** @param {number} milliseconds @returns {string} such as "4:05" or "1:00:00" */
export function formatCountdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** @param {number} milliseconds @returns {string} in words, such as "5 minutes" */
export function formatDuration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) {
    return counted(seconds, 'second');
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.round(minutes / 60), 'hour');
}
