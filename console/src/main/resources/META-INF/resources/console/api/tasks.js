import { send } from './http.js';

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {'Running' | 'Completed' | 'Failed'} status
 * @property {string} process percentage without a sign while running, else ""
 * @property {string} [fail_reason]
 * @property {string[]} notes
 * @property {{ id: string, name: string }} instance
 *
 * @typedef {object} Task
 * @property {string} id
 * @property {string} name
 * @property {string} instance_id
 * @property {string} instance_name
 * @property {string} process
 * @property {string} fail_reason
 * @property {string} create_time `yyyy-MM-dd'T'HH:mm:ssZ`
 * @property {string} end_time "" while running
 * @property {string} status
 */

/**
 * @param {import('../session.js').Session} session
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export async function getJob(session, id, signal) {
  const { body } = await send(`${session.project?.id}/jobs`, { token: session.token, query: { id }, signal });
  return body.job;
}

/**
 * @param {import('../session.js').Session} session
 * @param {{ instance_id?: string, offset?: number, limit: number }} query
 * @param {AbortSignal} signal
 * @returns {Promise<{ total_count: number, tasks: Task[] }>} newest first
 */
export async function listTasks(session, query, signal) {
  const { body } = await send(`${session.project?.id}/tasklist`, { token: session.token, query, signal });
  return body;
}
