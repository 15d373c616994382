import assert from 'node:assert/strict';
import test from 'node:test';
import { summaryOf } from '../../main/resources/META-INF/resources/console/records/summary.js';

const NOON = Date.UTC(2026, 10, 24, 12, 0, 0);
const HOUR = 3_600_000;

/** @param {number} time */
const record = (time) => ({ id: String(time), time, severity: /** @type {const} */ ('LOG'), node: 'node', content: '' });

/** @param {Partial<import('../../main/resources/META-INF/resources/console/records/load.js').Loaded>} loaded */
function summary(loaded, { text = '', matching = 0 } = {}) {
  const records = loaded.records ?? [];
  return summaryOf({
    loaded: { records, expected: records.length, reach: -Infinity, more: false, unread: [], unrecognised: 0, complete: true, ...loaded },
    matching: records.slice(0, matching),
    range: { from: NOON - HOUR, to: NOON + HOUR },
    filter: { choice: { preset: '1h' }, level: '', text, page: 1 },
  });
}

test('a count without any reservation means that everything was read', () => {
  assert.equal(summary({}), '0 records');
  assert.equal(summary({ records: [record(NOON)] }), '1 record');
});

test('while records arrive, the summary says how many are still to come', () => {
  assert.equal(summary({ records: [record(NOON)], expected: 2000, complete: false }), 'Reading… 1 of 2,000 records');
});

test('the summary says that a node is missing', () => {
  assert.equal(summary({ unread: [{ node_name: 'node1', reason: '' }] }), '0 records on the node that could be read');
});

test('the summary says from when on the records are complete', () => {
  assert.equal(summary({ records: [record(NOON + 1), record(NOON)], reach: NOON }), 'The newest 2 records, since 2026-11-24 12:00:00; earlier records were not read');
  assert.equal(summary({ records: [record(NOON), record(NOON - 1)], reach: NOON }), 'The newest 1 record, since 2026-11-24 12:00:00; only 1 of the earlier records was read');
  assert.equal(summary({ records: [], reach: NOON }), 'No records since 2026-11-24 12:00:00; earlier records were not read');
});

test('if nothing of the range was read, the summary says so and does not count', () => {
  assert.equal(summary({ records: [], reach: NOON + HOUR }), 'Nothing in this time range was read');
});

test('a search says what it did not search', () => {
  const records = [record(NOON), record(NOON - 1)];
  assert.equal(summary({ records }, { text: 'x', matching: 1 }), '1 of 2 records match the search');
  assert.equal(
    summary({ records, reach: NOON }, { text: 'x', matching: 1 }),
    '1 of the newest 1 record and of 1 earlier record match the search; other records before 2026-11-24 12:00:00 were not searched',
  );
});
