import assert from 'node:assert/strict';
import test from 'node:test';
import { adviceIn } from '../../main/resources/META-INF/resources/console/page/advice.js';
import { markHidden } from '../../main/resources/META-INF/resources/console/page/visible.js';
import { isCut } from '../../main/resources/META-INF/resources/console/records/message.js';

/** What a person sees: marks in square brackets. @param {string} text */
const seen = (text) => markHidden(text).map((part) => (typeof part === 'string' ? part : `[${part.label}]`)).join('');

test('a message becomes sentences and blocks of commands', () => {
  assert.deepEqual(adviceIn('The role may not read the log.\nRun this as a superuser:\n  GRANT pg_monitor TO logferry;\n  SELECT 1\nThen try again.'), [
    'The role may not read the log.',
    'Run this as a superuser:',
    { commands: 'GRANT pg_monitor TO logferry;\nSELECT 1' },
    'Then try again.',
  ]);
});

test('the first line is a sentence even if it does not end as one', () => {
  assert.deepEqual(adviceIn('No answer from the server'), ['No answer from the server']);
});

test('the sentence of every 409 is left out if another says what is wrong', () => {
  const every = 'Another operation is being performed on the DB instance or the DB instance is faulty.';
  assert.deepEqual(adviceIn(`${every}\nThe collector is off.`), ['The collector is off.']);
  assert.deepEqual(adviceIn(every), [every]);
});

test('blank lines are left out', () => {
  assert.deepEqual(adviceIn('\n One. \n\n Two. \n'), ['One.', 'Two.']);
  assert.deepEqual(adviceIn(''), []);
});

test('ordinary text of every language is shown as it is', () => {
  for (const text of ['', 'a\n\tb', 'Grüße, 世界', 'नमस्ते', 'שלום', '🙂', 'e\u0301', '\u0600']) {
    assert.deepEqual(markHidden(text).join(''), text);
    assert.equal(seen(text), text);
  }
});

test('a hidden character is shown as its code point', () => {
  assert.equal(seen('a\u0000b\u202Ec\u200B'), 'a[U+0000]b[U+202E]c[U+200B]');
  assert.equal(seen('\u001B[31m\r\n'), '[U+001B][31m[U+000D]\n');
  assert.equal(seen('x\uD800y\u{E0101}'), 'x[U+D800]y[U+E0101]');
});

test('of a heap of combining marks four are shown, the rest are counted', () => {
  assert.equal(seen(`a${'\u0301'.repeat(4)}b`), `a${'\u0301'.repeat(4)}b`);
  assert.equal(seen(`a${'\u0301'.repeat(10)}b`), `a${'\u0301'.repeat(4)}[+6 marks]b`);
});

test('a long record that ends with an ellipsis was cut by the service', () => {
  assert.equal(isCut(`${'x'.repeat(1999)}…`), true);
  assert.equal(isCut(`${'x'.repeat(1998)}…`), false);
  assert.equal(isCut('x'.repeat(20_000)), false);
});
