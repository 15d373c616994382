import assert from 'node:assert/strict';
import test from 'node:test';
import { exactLevels, LOWER_BOUNDS, SEVERITIES, severityOf } from '../../main/resources/META-INF/resources/console/records/severity.js';

test('severities go from mild to urgent', () => {
  assert.deepEqual(SEVERITIES, ['UNKNOWN', 'DEBUG', 'LOG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);
});

test('every lower bound is a severity, in the same order', () => {
  const bounds = LOWER_BOUNDS.filter((bound) => bound !== '');
  assert.deepEqual(bounds, SEVERITIES.filter((severity) => bounds.some((bound) => bound === severity)));
});

test('the levels of the error-log query become severities', () => {
  for (const severity of SEVERITIES) {
    assert.equal(severityOf(severity), severity);
  }
  assert.equal(severityOf('NOTE'), 'NOTICE');
  for (const level of ['DEBUG', 'DEBUG1', 'DEBUG5']) {
    assert.equal(severityOf(level), 'DEBUG');
  }
});

test('a word that is no severity is UNKNOWN', () => {
  for (const word of ['', 'FEHLER', 'error', 'toString']) {
    assert.equal(severityOf(word), 'UNKNOWN');
  }
});

test('without a lower bound, one query asks for all levels', () => {
  assert.deepEqual(exactLevels(''), ['ALL']);
});

test('a lower bound becomes one query for each severity from there up', () => {
  assert.deepEqual(exactLevels('NOTICE'), ['NOTE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);
  assert.deepEqual(exactLevels('PANIC'), ['PANIC']);
});
