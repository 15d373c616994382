import { ApiError, send } from './http.js';

/**
 * @typedef {{ id: string, name: string }} Project
 *
 * @typedef {object} Credentials
 * @property {string} user
 * @property {string} password
 * @property {string} domain of the user, and of a project given by name
 * @property {string} project name or id; "" if none is chosen yet
 */

const ID = /^[0-9a-f]{32}$/;

/** @returns {Promise<boolean>} false if tokens come from an external Keystone: then the service has no version document */
export async function issuesTokens() {
  try {
    await send('');
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return false;
    }
  }
  return true;
}

/**
 * @param {Credentials} credentials
 * @returns {Promise<import('../session.js').Session>}
 */
export function passwordToken({ user, password, domain, project }) {
  const byDomain = { domain: { name: domain } };
  const scope = project && { project: ID.test(project) ? { id: project } : { name: project, ...byDomain } };
  return requestToken({
    identity: { methods: ['password'], password: { user: { name: user, password, ...byDomain } } },
    ...(scope ? { scope } : {}),
  });
}

/**
 * @param {string} token
 * @param {string} projectId
 * @returns {Promise<import('../session.js').Session>}
 */
export async function projectToken(token, projectId) {
  try {
    return await requestToken({
      identity: { methods: ['token'], token: { id: token } },
      scope: { project: { id: projectId } },
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      await validate(token); // throws if the token has expired
      throw new ApiError(403, '', 'You have no role on this project, or it does not exist.', error.requestId);
    }
    throw error;
  }
}

/** @param {string} token */
async function validate(token) {
  await send('auth/tokens', { token, headers: { 'X-Subject-Token': token } });
}

/** @param {string} token @param {AbortSignal} [signal] @returns {Promise<Project[]>} the projects on which the user has a role */
export async function ownProjects(token, signal) {
  const { body } = await send('auth/projects', { token, signal });
  return body.projects;
}

/** @param {string} token */
export async function revoke(token) {
  try {
    await send('auth/tokens', { method: 'DELETE', token, headers: { 'X-Subject-Token': token } });
  } catch (error) {
    console.warn('The token could not be revoked; it will expire.', error);
  }
}

/** @param {unknown} auth @returns {Promise<import('../session.js').Session>} */
async function requestToken(auth) {
  const { body, headers } = await send('auth/tokens', { method: 'POST', body: { auth } });
  const { user, project } = body.token;
  return {
    token: headers.get('X-Subject-Token') ?? '',
    userName: user.name,
    project: project ? { id: project.id, name: project.name } : null,
  };
}
