import { send } from './http.js';

/**
 * @typedef {{ id: string, name: string, role: string, status: string }} InstanceNode
 *
 * @typedef {object} Instance the fields that the console shows
 * @property {string} id
 * @property {string} name
 * @property {string} status
 * @property {string} type Single | Ha | Replica
 * @property {string} region
 * @property {{ type: string, version: string, complete_version?: string }} datastore
 * @property {InstanceNode[]} nodes
 * @property {'READABLE' | 'PARTLY' | 'UNREADABLE' | 'UNKNOWN'} log_status
 * @property {string} log_unreadable_since for example 2026-11-24T08:15:04+0000; "" if every log can be read
 * @property {string} log_unreadable_reason likewise
 */

const PAGE = 100;

/**
 * @param {import('../session.js').Session} session
 * @param {AbortSignal} signal
 * @returns {Promise<Instance[]>} all instances of the project
 */
export async function listInstances(session, signal) {
  /** @type {Instance[]} */
  const all = [];
  for (;;) {
    const { body } = await send(`${session.project?.id}/instances`, {
      token: session.token,
      query: { offset: all.length, limit: PAGE },
      signal,
    });
    all.push(...body.instances);
    if (body.instances.length === 0 || all.length >= body.total_count) {
      return all;
    }
  }
}

/**
 * @param {import('../session.js').Session} session
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Instance | undefined>}
 */
export async function findInstance(session, id, signal) {
  const { body } = await send(`${session.project?.id}/instances`, { token: session.token, query: { id }, signal });
  return body.instances[0];
}
