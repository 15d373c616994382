import { linkLifetime } from '../api/downloads.js';
import { announce } from '../page/announcer.js';
import { element, replaceContent } from '../page/dom.js';
import { formatCountdown } from '../page/format.js';
import { icon } from '../page/icons.js';

const TICK_MILLISECONDS = 250;

/**
 * Counts down until the links expire, and offers to renew them. It uses this machine's clock only for durations: the links were signed for
 * this answer, so their validity starts now, even if this clock is wrong.
 * @param {import('../api/downloads.js').ExportFile[]} files
 * @param {(button: HTMLButtonElement) => void} renew
 * @param {AbortSignal} signal
 */
export function linkClock(files, renew, signal) {
  const lifetimes = files.filter((file) => file.file_link).map(linkLifetime);
  const life = Math.min(...lifetimes);
  const [begin, beginOnTheWall] = [performance.now(), Date.now()];
  const left = element('span', { class: 'time-left', role: 'timer' });
  const button = element('button', { type: 'button', class: 'renew', onclick: () => renew(button) }, icon('refresh'), 'Renew');
  const root = element('div', { class: 'link-clock' }, left, button);

  const tick = () => {
    // performance.now() stops in some browsers while the machine sleeps; Date.now() jumps if the clock is set.
    const remaining = life - Math.max(performance.now() - begin, Date.now() - beginOnTheWall);
    if (remaining > 0) {
      replaceContent(left, 'Valid for ', element('strong', {}, formatCountdown(remaining)));
      return;
    }
    clearInterval(ticking);
    replaceContent(left, 'Expired');
    root.classList.add('expired');
    button.classList.add('primary');
    root.closest('.download')?.classList.add('links-expired');
    for (const link of root.closest('.download')?.querySelectorAll('a.file-link') ?? []) {
      link.removeAttribute('href');
      link.setAttribute('aria-disabled', 'true');
    }
    announce('The links have expired. Renew them to download.');
  };
  const ticking = setInterval(() => (root.isConnected ? tick() : clearInterval(ticking)), TICK_MILLISECONDS);
  signal.addEventListener('abort', () => clearInterval(ticking));
  tick();
  return root;
}
