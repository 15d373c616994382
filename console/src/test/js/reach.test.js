import assert from 'node:assert/strict';
import test from 'node:test';
import { later, reachOf, searchedTo } from '../../main/resources/META-INF/resources/console/records/load.js';

const OLDEST = 50_000;
const page = (/** @type {object} */ fields) => ({ error_log_list: [], total_record: 0, ...fields });

test('an answer that is not truncated covers the whole range', () => {
  assert.equal(searchedTo(page({}), OLDEST), -Infinity);
  assert.equal(searchedTo(page({ truncated: false, searched_from: 7 }), OLDEST), -Infinity);
});

test('a truncated answer covers what comes from searched_from on', () => {
  assert.equal(searchedTo(page({ truncated: true, searched_from: 40_000 }), OLDEST), 39_999);
});

test('a truncated answer without searched_from covers only what is newer than its oldest record', () => {
  assert.equal(searchedTo(page({ truncated: true, searched_from: null }), OLDEST), OLDEST);
  assert.equal(searchedTo(page({ truncated: true }), OLDEST), OLDEST);
});

test('fewer than 2,000 records reach as far as the service searched', () => {
  assert.deepEqual(reachOf(1999, OLDEST, -Infinity), { reach: -Infinity, more: false });
  assert.deepEqual(reachOf(1999, OLDEST, 39_999), { reach: 39_999, more: false });
});

test('2,000 records reach to the oldest of them, and there may be more', () => {
  assert.deepEqual(reachOf(2000, OLDEST, -Infinity), { reach: OLDEST, more: true });
  assert.deepEqual(reachOf(2000, OLDEST, 39_999), { reach: OLDEST, more: true });
  assert.deepEqual(reachOf(2000, OLDEST, OLDEST), { reach: OLDEST, more: true });
});

test('a search that stopped after the oldest record reaches only to where it stopped', () => {
  assert.deepEqual(reachOf(2000, OLDEST, 60_000), { reach: 60_000, more: false });
});

test('several levels together reach only as far as the one that reaches least', () => {
  const [whole, capped, stopped] = [{ reach: -Infinity, more: false }, { reach: OLDEST, more: true }, { reach: 60_000, more: false }];
  assert.equal([whole, capped, stopped].reduce(later), stopped);
  assert.equal([stopped, capped, whole].reduce(later), stopped);
  assert.equal([whole, capped].reduce(later), capped);
  assert.equal([whole, whole].reduce(later), whole);
});
