import { advice } from '../page/advice.js';
import { element } from '../page/dom.js';
import { counted, formatCount, formatSize, formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { emptyState } from '../page/states.js';
import { isolated } from '../page/visible.js';
import { isCut } from './message.js';

/**
 * What is said of the records that were loaded, and of those that were not.
 * @typedef {object} Outcome
 * @property {import('./load.js').Loaded} loaded
 * @property {import('./load.js').ShownRecord[]} matching those of them that the search lets through
 * @property {import('./range.js').Range} range
 * @property {import('./filter.js').Filter} filter
 *
 * @typedef {(label: string, change: Partial<import('./filter.js').Filter>) => HTMLElement} Offer a button that changes the filter
 */

/** @param {Outcome} outcome @returns {boolean} whether everything was looked at, so that nothing found means nothing there */
const isWhole = ({ loaded }) => loaded.reach === -Infinity && loaded.unread.length === 0 && loaded.unrecognised === 0;

/** @param {Outcome} outcome @returns {string} */
export function summaryOf(outcome) {
  const { loaded, matching, range, filter } = outcome;
  const { records, reach, unread, complete, expected } = loaded;
  if (!complete) {
    return `Reading… ${formatCount(records.length)} of ${counted(expected, 'record')}`;
  }
  const elsewhere = unread.length > 0 ? ` on the ${unread.length === 1 ? 'node' : 'nodes'} that could be read` : '';
  if (reach === -Infinity) {
    const all = `${counted(records.length, 'record')}${elsewhere}`;
    return filter.text ? `${formatCount(matching.length)} of ${all} match the search` : all;
  }
  if (reach >= range.to && records.length === 0) {
    return 'None of this time range was looked at';
  }
  const newest = records.filter(({ time }) => time >= reach).length;
  const older = records.length - newest;
  const since = formatTime(reach);
  if (filter.text) {
    const among = `the newest ${counted(newest, 'record')}${elsewhere}${older > 0 ? ` and of ${formatCount(older)} earlier ones` : ''}`;
    return `${formatCount(matching.length)} of ${among} match the search; ${older > 0 ? 'other ' : ''}records before ${since} weren’t searched`;
  }
  const earlier = older > 0 ? `of the earlier ones only ${formatCount(older)} were looked at` : 'earlier ones weren’t looked at';
  return newest === 0 ? `No records from ${since} on${elsewhere}; ${earlier}` : `The newest ${counted(newest, 'record')}${elsewhere}, from ${since} on; ${earlier}`;
}

/**
 * @param {Outcome} outcome
 * @param {Offer} offer
 * @returns {HTMLElement[]}
 */
export function remarksOn({ loaded, range, filter }, offer) {
  const { records, reach, more, unread, unrecognised, complete } = loaded;
  const cut = filter.text ? records.filter(({ content }) => isCut(content)).length : 0;
  return [
    complete && reach > -Infinity && remark(...earlierRecords(reach, more, range, offer)),
    ...unread.map(({ node_name: node, reason }) =>
      remark(element('p', {}, 'The log of ', isolated(node), ' was not read, so its records are missing here:'), ...advice(reason)),
    ),
    unrecognised > 0 &&
      remark(
        element(
          'p',
          {},
          `In ${formatSize(unrecognised)} of the log no record could be recognised, or not its severity, so what they hold is not shown, counted or searched here. ` +
            'The download has them. Whoever runs this service can set line_prefix for the node in the inventory.',
        ),
      ),
    complete &&
      cut > 0 &&
      remark(element('p', {}, `${counted(cut, 'record')} ${cut === 1 ? 'is' : 'are'} longer than 16 KiB: the search saw only the beginning. The download has all.`)),
  ].filter((element) => element !== false);
}

/**
 * @param {number} reach
 * @param {boolean} more
 * @param {import('./range.js').Range} range
 * @param {Offer} offer
 * @returns {HTMLElement[]}
 */
function earlierRecords(reach, more, range, offer) {
  if (reach >= range.to) {
    return [element('p', {}, 'The search stopped before it came to this time range: the log is very large. The download has all of it.')];
  }
  const since = formatTime(reach);
  if (!more) {
    return [element('p', {}, `The search stopped at ${since}: the log is very large, and what is older was not looked at. The download has all of it.`)];
  }
  const second = Math.floor(reach / 1000) * 1000 + 1000; // others of the same second may be missing
  const to = second < range.to ? second : second - 1000;
  return [
    element('p', {}, `Not every record before ${since} was looked at: the service gives the newest 2,000 of a level. Choose an earlier end of the time range, or download the log.`),
    ...(to > range.from ? [element('p', {}, offer(`Go on before ${since.slice(11)}`, { choice: { from: range.from, to } }))] : []),
  ];
}

/** @param {...Node} content */
const remark = (...content) => element('div', { class: 'remark' }, icon('warning'), element('div', {}, ...content));

/**
 * What stands in place of the records where there is none. Comfort is only for those who have seen everything.
 * @param {Outcome} outcome
 * @param {Offer} offer
 */
export function nothingOf(outcome, offer) {
  const { loaded, filter, range } = outcome;
  const { level, text, choice } = filter;
  const hidden = loaded.records.length;
  const month = 'preset' in choice && choice.preset === '30d';
  const further = [
    ...(hidden > 0 ? [offer('Clear the search', { text: '' })] : []),
    ...(hidden === 0 && level ? [offer('Show all levels', { level: '' })] : []),
    ...(hidden > 0 || month ? [] : [offer('Look at the last 30 days', { choice: { preset: '30d' } })]),
  ];
  if (!isWhole(outcome)) {
    return emptyState(partTitle(outcome), notLookedAt(loaded, range, text !== ''), ...further);
  }
  if (hidden > 0) {
    return emptyState('Nothing matches the search', `${counted(hidden, 'record')} without these words.`, ...further);
  }
  return emptyState(
    level ? `Nothing at ${level} or above` : 'No records in this time range',
    level ? 'That is usually good news. Milder records may be there.' : 'The server wrote nothing then, or its log files of that time are gone.',
    ...further,
  );
}

/** @param {Outcome} outcome */
function partTitle({ loaded: { records, reach }, filter: { level } }) {
  if (records.length > 0) {
    return reach === -Infinity ? `None of the ${counted(records.length, 'record')} that were read matches` : `None of the ${formatCount(records.length)} newest records matches`;
  }
  return level ? `Nothing at ${level} or above in what was looked at` : 'No records in what was looked at';
}

/**
 * @param {import('./load.js').Loaded} loaded
 * @param {import('./range.js').Range} range
 * @param {boolean} search
 */
function notLookedAt({ reach, more, unread, unrecognised }, range, search) {
  const done = search ? 'searched' : 'looked at';
  const narrower = more ? 'Choose an earlier end of the time range, or download the log.' : 'The download has all of it.';
  return [
    reach > -Infinity && (reach >= range.to ? `Nothing in this time range was ${done}. ${narrower}` : `Records before ${formatTime(reach)} weren’t ${done}. ${narrower}`),
    unread.length > 0 && `The log of ${unread.map(({ node_name: node }) => node).join(', ')} wasn’t ${done}.`,
    unrecognised > 0 && `In ${formatSize(unrecognised)} of the log no record could be recognised, or not its severity.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}
