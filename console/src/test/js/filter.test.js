import assert from 'node:assert/strict';
import test from 'node:test';
import { filterIn, queryOf } from '../../main/resources/META-INF/resources/console/records/filter.js';
import { PRESETS, resolve } from '../../main/resources/META-INF/resources/console/records/range.js';

const FROM = Date.UTC(2026, 10, 24, 8, 15, 4);
const DEFAULT = { choice: { preset: '1h' }, level: '', text: '', page: 1 };
const inAddress = (/** @type {string} */ query) => filterIn(new URLSearchParams(query));

test('an empty address means the last hour of all levels', () => {
  assert.deepEqual(inAddress(''), DEFAULT);
  assert.equal(String(queryOf(DEFAULT)), '');
});

test('an address gives back the filter that it was made from', () => {
  const filters = [
    { choice: { preset: '7d' }, level: 'ERROR', text: 'a & b=c', page: 3 },
    { choice: { from: FROM, to: FROM + 1000 }, level: '', text: '100 %', page: 1 },
    ...[...PRESETS.keys()].map((preset) => ({ ...DEFAULT, choice: { preset } })),
  ];
  for (const filter of filters) {
    assert.deepEqual(inAddress(String(queryOf(filter))), filter);
  }
});

test('an address has fixed ends as UTC', () => {
  const query = queryOf({ ...DEFAULT, choice: { from: FROM, to: FROM + 60_000 } });
  assert.equal(query.get('from'), '2026-11-24T08:15:04Z');
  assert.equal(query.get('to'), '2026-11-24T08:16:04Z');
});

test('an address with mistakes means the default', () => {
  for (const query of ['since=2h', 'level=LOG', 'level=error', 'page=0', 'page=-2', 'page=x', 'from=x&to=y', 'from=2026-11-24T08:15:04Z']) {
    assert.deepEqual(inAddress(query), DEFAULT, query);
  }
});

test('an end that does not come after the start means the default', () => {
  for (const to of ['2026-11-24T08:15:04Z', '2026-11-24T08:15:03Z']) {
    assert.deepEqual(inAddress(`from=2026-11-24T08:15:04Z&to=${to}`), DEFAULT);
  }
});

test('a preset ends at the next whole second, so that no record of now is left out', () => {
  assert.deepEqual(resolve({ preset: '15m' }, FROM + 1), { from: FROM + 1000 - 900_000, to: FROM + 1000 });
  assert.deepEqual(resolve({ preset: '15m' }, FROM), { from: FROM - 900_000, to: FROM });
});

test('fixed ends stay as they are', () => {
  assert.deepEqual(resolve({ from: 1000, to: 2000 }, FROM), { from: 1000, to: 2000 });
});
