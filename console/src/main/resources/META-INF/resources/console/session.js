import { passwordToken, projectToken, revoke, ownProjects } from './api/identity.js';
import { onUnauthorized, send } from './api/http.js';

/**
 * @typedef {object} Session
 * @property {string} token stored only here: closing or reloading the page discards it
 * @property {string} userName
 * @property {import('./api/identity.js').Project | null} project the token's scope; null until the user chooses one
 */

/** @type {Session | null} */
let session = null;
/** @type {string} why the last session ended; "" if there is nothing to say */
let farewell = '';
/** How often somebody has signed in or out: an answer to an earlier user must not reach a later one. */
let logins = 0;
/** @type {() => void} */
let changed = () => {};

export const currentSession = () => session;
export const lastFarewell = () => farewell;

/** @param {() => void} listener called when somebody signs in or out, not when only the project changes */
export function onSessionChange(listener) {
  changed = listener;
}

/**
 * Signs in. Without a project, it enters the project of a user who has only one.
 * @param {import('./api/identity.js').Credentials} credentials
 */
export async function logIn(credentials) {
  let granted = await passwordToken(credentials);
  if (!granted.project) {
    const projects = await ownProjects(granted.token);
    if (projects.length === 1) {
      granted = await projectToken(granted.token, projects[0].id);
    }
  }
  session = granted;
  logins++;
  farewell = '';
  changed();
}

/**
 * Signs in with an existing token, for example of an external Keystone, if the token is valid for the project.
 * @param {string} token
 * @param {string} projectId
 */
export async function useToken(token, projectId) {
  await send(`${projectId}/instances`, { token, query: { limit: 1 } });
  session = { token, userName: 'Token', project: { id: projectId, name: projectId } };
  logins++;
  farewell = '';
  changed();
}

/**
 * Exchanges the token for a token of another project of the same user.
 * @param {string} projectId
 * @returns {Promise<Session>}
 */
export async function enterProject(projectId) {
  if (!session) {
    throw new Error('Nobody is logged in.');
  }
  const mine = logins;
  const entered = await projectToken(session.token, projectId);
  if (logins !== mine) {
    await revoke(entered.token); // the user signed out meanwhile and must stay so
    throw new Error('Nobody is logged in.');
  }
  session = entered;
  return entered;
}

/** Signs out and revokes the token. */
export async function logOut() {
  const token = session?.token;
  session = null;
  logins++;
  farewell = 'You have signed out.';
  changed();
  if (token) {
    await revoke(token);
  }
}

onUnauthorized((token) => {
  if (session?.token === token) {
    session = null;
    logins++;
    farewell = 'Your session has ended. Sign in again to continue.';
    changed();
  }
});
