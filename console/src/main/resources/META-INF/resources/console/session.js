import { passwordToken, projectToken, revoke, ownProjects } from './api/identity.js';
import { onUnauthorized, send } from './api/http.js';

/**
 * @typedef {object} Session
 * @property {string} token lives here and nowhere else: closing or reloading the page forgets it
 * @property {string} userName
 * @property {import('./api/identity.js').Project | null} project the token's scope; null until one is chosen
 */

/** @type {Session | null} */
let session = null;
/** @type {string} why the last session ended; "" when nothing needs to be said */
let farewell = '';
/** How often somebody has logged in or out: what was asked for before is nothing to whoever came after. */
let logins = 0;
/** @type {() => void} */
let changed = () => {};

export const currentSession = () => session;
export const lastFarewell = () => farewell;

/** @param {() => void} listener called when somebody logs in or out, never when only the project changes */
export function onSessionChange(listener) {
  changed = listener;
}

/**
 * Logs in. Without a project, and where the user has only one, that one is entered.
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
 * Logs in with a token made elsewhere, an external Keystone's, say, if it is good for the project.
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
 * Exchanges the token for one of another project of the same user.
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
    await revoke(entered.token); // signed out meanwhile: it must not sign in again
    throw new Error('Nobody is logged in.');
  }
  session = entered;
  return entered;
}

/** Logs out, and revokes the token on the way. */
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
    farewell = 'Your session has ended. Sign in again to continue where you were.';
    changed();
  }
});
