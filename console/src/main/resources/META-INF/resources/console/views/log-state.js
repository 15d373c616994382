import { advice } from '../page/advice.js';
import { element } from '../page/dom.js';
import { formatTime } from '../page/format.js';

/**
 * Whether the log of an instance can be read; the declared status does not say this.
 * @param {import('../api/instances.js').Instance} instance
 * @param {{ withReason?: boolean }} [options]
 * @returns {HTMLElement}
 */
export function logState(instance, { withReason = true } = {}) {
  const { tone, words } = toneAndWords(instance);
  const since = Date.parse((instance.log_unreadable_since ?? '').replace('+0000', 'Z'));
  const unreadable = tone === 'bad' || tone === 'warn';
  return element(
    'div',
    { class: 'log-state' },
    element('span', { class: tone === 'unknown' ? 'muted' : `pill ${tone}` }, words),
    unreadable && !Number.isNaN(since) && element('span', { class: 'since' }, ` since ${formatTime(since)} UTC`),
    unreadable && withReason && element('div', { class: 'sub reason' }, ...advice(instance.log_unreadable_reason)),
  );
}

/** @param {import('../api/instances.js').Instance} instance @returns {boolean} whether the state will be known soon */
export const isLookedAt = ({ status, log_status: log }) => status === 'ACTIVE' && !['READABLE', 'PARTLY', 'UNREADABLE'].includes(log);

/** @param {import('../api/instances.js').Instance} instance */
function toneAndWords(instance) {
  switch (instance.log_status) {
    case 'READABLE':
      return { tone: 'good', words: 'Log readable' };
    case 'PARTLY':
      return { tone: 'warn', words: 'Log partly readable' };
    case 'UNREADABLE':
      return { tone: 'bad', words: 'Log not readable' };
    default:
      return { tone: 'unknown', words: isLookedAt(instance) ? 'Log: not known yet' : 'Log: not checked while the instance is not active' };
  }
}
