import { advice } from '../page/advice.js';
import { element } from '../page/dom.js';
import { counted, formatCount, formatSize, formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { emptyState } from '../page/states.js';
import { isolated } from '../page/visible.js';
import { isCut } from './message.js';

/**
 * What the page says about the records that were read, and about those that were not.
 * @typedef {object} Outcome
 * @property {import('./load.js').Loaded} loaded
 * @property {import('./load.js').ShownRecord[]} matching the records that match the search
 * @property {import('./range.js').Range} range
 * @property {import('./filter.js').Filter} filter
 *
 * @typedef {(label: string, change: Partial<import('./filter.js').Filter>) => HTMLElement} Offer a button that changes the filter
 */

/** @param {Outcome} outcome @returns {boolean} whether everything was read, so that an empty result means that there are no such records */
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
    return 'Nothing in this time range was read';
  }
  const newest = records.filter(({ time }) => time >= reach).length;
  const older = records.length - newest;
  const since = formatTime(reach);
  if (filter.text) {
    const among = `the newest ${counted(newest, 'record')}${elsewhere}${older > 0 ? ` and of ${counted(older, 'earlier record')}` : ''}`;
    return `${formatCount(matching.length)} of ${among} match the search; ${older > 0 ? 'other ' : ''}records before ${since} were not searched`;
  }
  const earlier = older > 0 ? `only ${formatCount(older)} of the earlier records ${older === 1 ? 'was' : 'were'} read` : 'earlier records were not read';
  return newest === 0 ? `No records since ${since}${elsewhere}; ${earlier}` : `The newest ${counted(newest, 'record')}${elsewhere}, since ${since}; ${earlier}`;
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
          `${formatSize(unrecognised)} of the log were not recognised as records, or as records of a known severity, so they are not shown, counted or searched here. ` +
            'The download has them. The operator of this service can set line_prefix for the node in the inventory.',
        ),
      ),
    complete &&
      cut > 0 &&
      remark(element('p', {}, `${counted(cut, 'record')} ${cut === 1 ? 'is' : 'are'} longer than 16 KiB: only the start was searched. The download has all of ${cut === 1 ? 'it' : 'them'}.`)),
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
    return [element('p', {}, 'The log is very large, and the search stopped before it reached this time range. The download has all of it.')];
  }
  const since = formatTime(reach);
  if (!more) {
    return [element('p', {}, `The log is very large, and the search stopped at ${since}. Earlier records were not read. The download has all of them.`)];
  }
  const second = Math.floor(reach / 1000) * 1000 + 1000; // others of the same second may be missing
  const to = second < range.to ? second : second - 1000;
  return [
    element('p', {}, `Some records before ${since} were not read: the service returns only the newest 2,000 of each level. Choose an earlier end of the time range, or download the log.`),
    ...(to > range.from ? [element('p', {}, offer(`Go on before ${since.slice(11)}`, { choice: { from: range.from, to } }))] : []),
  ];
}

/** @param {...Node} content */
const remark = (...content) => element('div', { class: 'remark' }, icon('warning'), element('div', {}, ...content));

/**
 * What the page shows if there are no records. It says that there are no errors only if everything was read.
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
    ...(hidden > 0 || month ? [] : [offer('Show the last 30 days', { choice: { preset: '30d' } })]),
  ];
  if (!isWhole(outcome)) {
    return emptyState(partTitle(outcome), notLookedAt(loaded, range, text !== ''), ...further);
  }
  if (hidden > 0) {
    return emptyState('Nothing matches the search', `${counted(hidden, 'record')} without these words.`, ...further);
  }
  return emptyState(
    level ? `Nothing at ${level} or above` : 'No records in this time range',
    level ? 'This is usually good news. There may be milder records.' : 'The server wrote nothing in this time, or its log files of this time were removed.',
    ...further,
  );
}

/** @param {Outcome} outcome */
function partTitle({ loaded: { records, reach }, filter: { level } }) {
  if (records.length > 0) {
    return reach === -Infinity ? `None of the ${counted(records.length, 'record')} that were read match` : `None of the newest ${counted(records.length, 'record')} match`;
  }
  return level ? `Nothing at ${level} or above in the part that was read` : 'No records in the part that was read';
}

/**
 * @param {import('./load.js').Loaded} loaded
 * @param {import('./range.js').Range} range
 * @param {boolean} search
 */
function notLookedAt({ reach, more, unread, unrecognised }, range, search) {
  const done = search ? 'searched' : 'read';
  const narrower = more ? 'Choose an earlier end of the time range, or download the log.' : 'The download has all of it.';
  return [
    reach > -Infinity && (reach >= range.to ? `Nothing in this time range was ${done}. ${narrower}` : `Records before ${formatTime(reach)} were not ${done}. ${narrower}`),
    unread.length > 0 && `The log of ${unread.map(({ node_name: node }) => node).join(', ')} was not ${done}.`,
    unrecognised > 0 && `${formatSize(unrecognised)} of the log were not recognised as records, or as records of a known severity.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}
