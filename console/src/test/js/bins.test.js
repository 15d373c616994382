import assert from 'node:assert/strict';
import test from 'node:test';
import { axisLabel, binRecords, stacked } from '../../main/resources/META-INF/resources/console/records/bins.js';

const START = Date.UTC(2026, 10, 24, 8, 0, 0);
const MINUTE = 60_000;
const HOUR = { from: START, to: START + 60 * MINUTE };
const EVERYTHING = -Infinity;

/** @param {number} time @param {import('../../main/resources/META-INF/resources/console/records/severity.js').Severity} severity */
const record = (time, severity) => ({ id: `${time}${severity}`, time, severity, node: 'node', content: '' });

test('a range has at most 72 bins, each of a length that a person would choose', () => {
  const steps = [
    [1, 1],
    [72, 1],
    [73, 5],
    [3600, 60],
    [86_400, 1800],
    [7 * 86_400, 10_800],
    [30 * 86_400, 43_200],
    [365 * 86_400, 86_400],
  ];
  for (const [seconds, step] of steps) {
    assert.equal(binRecords([], { from: START, to: START + seconds * 1000 }, EVERYTHING).step, step, `${seconds} seconds`);
  }
});

test('bins cover the whole range and start at multiples of their length', () => {
  const { step, times } = binRecords([], { from: START + 7000, to: START + 60 * MINUTE + 7000 }, EVERYTHING);
  assert.equal(step, 60);
  assert.equal(times.length, 61);
  assert.equal(times[0], START / 1000);
  assert.deepEqual(new Set(times.slice(1).map((time, index) => time - times[index])), new Set([60]));
});

test('a bin has the records from its start to just before the next', () => {
  const records = [record(START, 'LOG'), record(START + MINUTE - 1, 'LOG'), record(START + MINUTE, 'LOG')];
  const { counts } = binRecords(records, HOUR, EVERYTHING);
  assert.deepEqual(counts.get('LOG')?.slice(0, 3), [2, 1, 0]);
});

test('each severity that occurs has a row, mildest first', () => {
  const records = [record(START, 'PANIC'), record(START, 'LOG'), record(START, 'ERROR')];
  assert.deepEqual([...binRecords(records, HOUR, EVERYTHING).counts.keys()], ['LOG', 'ERROR', 'PANIC']);
});

test('records outside the range are not counted', () => {
  const records = [record(START - 1, 'LOG'), record(START + 60 * MINUTE, 'LOG')];
  assert.equal(binRecords(records, HOUR, EVERYTHING).counts.get('LOG')?.reduce((sum, count) => sum + count, 0) ?? 0, 0);
});

test('a bin is counted only if every record of it was read', () => {
  const records = [record(START + 9 * MINUTE, 'ERROR'), record(START + 10 * MINUTE + 1000, 'ERROR'), record(START + 11 * MINUTE, 'ERROR')];
  const { counted, counts } = binRecords(records, HOUR, START + 10 * MINUTE);
  assert.equal(counted, 11);
  assert.deepEqual(counts.get('ERROR')?.slice(9, 12), [0, 0, 1]);
});

test('if nothing of the range was read, no bin is counted', () => {
  const { counted, counts, times } = binRecords([record(START, 'LOG')], HOUR, HOUR.to);
  assert.equal(counted, times.length);
  assert.equal(counts.size, 0);
});

test('if all of the range was read, every bin is counted', () => {
  assert.equal(binRecords([], HOUR, EVERYTHING).counted, 0);
  assert.equal(binRecords([], HOUR, START - 1).counted, 0);
});

test('bars stand on those of the milder severities, and there is none where nothing is', () => {
  const counts = new Map([
    [/** @type {const} */ ('LOG'), [1, 0, 0]],
    [/** @type {const} */ ('ERROR'), [2, 3, 0]],
  ]);
  assert.deepEqual(stacked({ step: 1, times: [0, 1, 2], counted: 0, counts }), [
    [1, null, null],
    [3, 3, null],
  ]);
});

test('the time axis shows days, minutes or seconds, as the range needs', () => {
  const seconds = START / 1000 + 4;
  assert.equal(axisLabel(seconds, { from: START, to: START + 599_000 }), '08:00:04');
  assert.equal(axisLabel(seconds, { from: START, to: START + 600_000 }), '08:00');
  assert.equal(axisLabel(seconds, { from: START, to: START + 48 * 3_600_000 }), '08:00');
  assert.equal(axisLabel(seconds, { from: START, to: START + 49 * 3_600_000 }), '11-24');
});
