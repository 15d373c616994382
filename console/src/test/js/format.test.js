import assert from 'node:assert/strict';
import test from 'node:test';
import { counted, formatCount, formatCountdown, formatDuration, formatSize, formatTime } from '../../main/resources/META-INF/resources/console/page/format.js';

test('a count has a comma every three digits', () => {
  assert.equal(formatCount(0), '0');
  assert.equal(formatCount(999), '999');
  assert.equal(formatCount(1234567), '1,234,567');
});

test('only one is singular', () => {
  assert.equal(counted(0, 'file'), '0 files');
  assert.equal(counted(1, 'file'), '1 file');
  assert.equal(counted(2000, 'record'), '2,000 records');
});

test('a size is in units of 1024, with three or four digits', () => {
  assert.equal(formatSize(0), '0 bytes');
  assert.equal(formatSize(1023), '1023 bytes');
  assert.equal(formatSize(1024), '1.00 KiB');
  assert.equal(formatSize(10 * 1024), '10.0 KiB');
  assert.equal(formatSize(13_002_342), '12.4 MiB');
  assert.equal(formatSize(3 * 1024 ** 3), '3.00 GiB');
});

test('TiB is the largest unit', () => {
  assert.equal(formatSize(2048 * 1024 ** 4), '2048.0 TiB');
});

test('a time is in UTC, to the second', () => {
  assert.equal(formatTime(Date.UTC(2026, 10, 24, 8, 15, 4, 999)), '2026-11-24 08:15:04');
});

test('a countdown rounds up, so that it is 0 only at the end', () => {
  assert.equal(formatCountdown(300_000), '5:00');
  assert.equal(formatCountdown(244_001), '4:05');
  assert.equal(formatCountdown(1), '0:01');
  assert.equal(formatCountdown(0), '0:00');
  assert.equal(formatCountdown(-5000), '0:00');
});

test('a countdown shows hours only if there are any', () => {
  assert.equal(formatCountdown(3_599_000), '59:59');
  assert.equal(formatCountdown(3_600_000), '1:00:00');
  assert.equal(formatCountdown(36_061_000), '10:01:01');
});

test('a duration is in seconds, minutes or hours', () => {
  assert.equal(formatDuration(499), '0 seconds');
  assert.equal(formatDuration(1000), '1 second');
  assert.equal(formatDuration(119_000), '119 seconds');
  assert.equal(formatDuration(120_000), '2 minutes');
  assert.equal(formatDuration(119 * 60_000), '119 minutes');
  assert.equal(formatDuration(120 * 60_000), '2 hours');
});
