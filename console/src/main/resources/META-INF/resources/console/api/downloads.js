import { send } from './http.js';

/**
 * @typedef {object} ExportFile
 * @property {string} workflow_id
 * @property {string} file_name
 * @property {'EXPORTING' | 'SUCCESS' | 'FAILED'} status
 * @property {string} file_size bytes, decimal
 * @property {string} file_link "" unless SUCCESS
 * @property {string} file_sha256
 * @property {string} node_name
 * @property {number} create_at epoch milliseconds
 * @property {number} update_at epoch milliseconds: when the link was signed
 *
 * @typedef {{ list: ExportFile[], status: 'CREATING' | 'FINISH' | 'FAILED', count: number }} Download
 *
 * @typedef {object} DownloadRequest everything is optional: {} requests the whole log of every node
 * @property {string} [workflow_id] requests new links of this workflow; starts nothing
 * @property {number} [start_time] epoch milliseconds, inclusive
 * @property {number} [end_time] epoch milliseconds, exclusive
 * @property {string} [level] this severity and higher
 * @property {string[]} [node_id_list]
 * @property {'gzip' | 'none'} [compression]
 */

/**
 * @param {import('../session.js').Session} session
 * @param {string} instanceId
 * @param {DownloadRequest} request
 * @param {AbortSignal} [signal]
 * @returns {Promise<Download>}
 */
export async function requestDownload(session, instanceId, request, signal) {
  const { body } = await send(`${session.project?.id}/instances/${instanceId}/errorlog-download`, {
    method: 'POST',
    token: session.token,
    body: request,
    signal,
  });
  return body;
}

/**
 * How long a link is valid after its signing, as the link says: `Expires` (signature V2) or `X-Amz-Expires` (V4).
 * @param {ExportFile} file
 * @returns {number} milliseconds; 0 if the link does not say
 */
export function linkLifetime({ file_link: link, update_at: signedAt }) {
  if (!link) {
    return 0;
  }
  const query = new URL(link, location.href).searchParams;
  const seconds = query.get('X-Amz-Expires');
  if (seconds) {
    return Number(seconds) * 1000;
  }
  return Math.max(0, Number(query.get('Expires') ?? 0) * 1000 - signedAt);
}
