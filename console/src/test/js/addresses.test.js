import assert from 'node:assert/strict';
import test from 'node:test';
import { linkLifetime } from '../../main/resources/META-INF/resources/console/api/downloads.js';
import { ApiError, retryAfterSeconds } from '../../main/resources/META-INF/resources/console/api/http.js';
import { explain } from '../../main/resources/META-INF/resources/console/page/states.js';
import { parseRoute, routes } from '../../main/resources/META-INF/resources/console/routes.js';

const PROJECT = '0123456789abcdef0123456789abcdef';
const INSTANCE = '0123456789abcdef0123456789abcdefin03';
const WORKFLOW = '01234567-89ab-cdef-0123-456789abcdef';

test('every address that the console makes leads to its view', () => {
  const addresses = {
    projects: routes.projects(),
    instances: routes.instances(PROJECT),
    log: routes.log(PROJECT, INSTANCE),
    download: routes.download(PROJECT, INSTANCE, WORKFLOW),
    tasks: routes.tasks(PROJECT),
  };
  for (const [view, address] of Object.entries(addresses)) {
    assert.equal(parseRoute(address)?.view, view, address);
  }
});

test('an address carries its project, instance, download and query', () => {
  const download = parseRoute(routes.download(PROJECT, INSTANCE, WORKFLOW));
  assert.deepEqual(download?.params, { project: PROJECT, instance: INSTANCE, workflow: WORKFLOW });
  const log = parseRoute(routes.log(PROJECT, INSTANCE, new URLSearchParams({ q: 'a?b#c&d' })));
  assert.equal(log?.query.get('q'), 'a?b#c&d');
  assert.equal(parseRoute(routes.tasks(PROJECT, 3))?.query.get('page'), '3');
});

test('an address of no view is recognised as such', () => {
  for (const address of ['', '#', '#/', '#/projects/', '#/projects/x/instances', `#/projects/${PROJECT}/instances/short`, `x${routes.tasks(PROJECT)}`]) {
    assert.equal(parseRoute(address), null, address);
  }
});

test('a link says how long it lives: V4 in seconds, V2 as the time of its end', () => {
  const signedAt = Date.UTC(2026, 10, 24, 8, 0, 0);
  globalThis.location = /** @type {any} */ ({ href: 'http://127.0.0.1/' });
  const lifetime = (/** @type {string} */ link) => linkLifetime(/** @type {any} */ ({ file_link: link, update_at: signedAt }));
  assert.equal(lifetime('http://127.0.0.1/f?X-Amz-Expires=300'), 300_000);
  assert.equal(lifetime(`http://127.0.0.1/f?Expires=${signedAt / 1000 + 300}`), 300_000);
  assert.equal(lifetime(`http://127.0.0.1/f?Expires=${signedAt / 1000 - 1}`), 0);
  assert.equal(lifetime('http://127.0.0.1/f'), 0);
  assert.equal(lifetime(''), 0);
});

test('Retry-After is followed from 1 to 10 seconds; without one it is 2', () => {
  const seconds = (/** @type {Record<string, string>} */ headers) => retryAfterSeconds(new Headers(headers));
  assert.equal(seconds({ 'Retry-After': '5' }), 5);
  assert.equal(seconds({ 'Retry-After': '0' }), 1);
  assert.equal(seconds({ 'Retry-After': '3600' }), 10);
  assert.equal(seconds({ 'Retry-After': 'Tue, 24 Nov 2026 08:00:00 GMT' }), 2);
  assert.equal(seconds({}), 2);
});

test('an error is shown with its code and the ID of its request', () => {
  const shown = explain(new ApiError(409, 'DBS.200047', 'The collector is off.', 'r1'));
  assert.equal(shown.advice, 'The collector is off.');
  assert.equal(shown.detail, 'DBS.200047 · request r1');
  assert.equal(explain(new ApiError(0, '', 'No answer.', '')).detail, '');
});

test('nobody is asked to try again if that cannot help', () => {
  for (const [status, mayHelp] of /** @type {[number, boolean][]} */ ([[0, true], [403, false], [404, false], [409, true], [429, true], [500, true], [503, true]])) {
    assert.equal(explain(new ApiError(status, '', '', '')).mayHelp, mayHelp, String(status));
  }
});
