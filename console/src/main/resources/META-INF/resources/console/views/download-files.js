import { copyButton } from '../page/copy.js';
import { element } from '../page/dom.js';
import { formatCount, formatSize } from '../page/format.js';
import { icon } from '../page/icons.js';
import { statusPill } from '../page/status.js';

/**
 * The files of a download, one for each node.
 * @param {import('../api/downloads.js').ExportFile[]} files
 * @returns {HTMLElement}
 */
export function fileCards(files) {
  return element('ul', { class: 'files', 'aria-label': 'Files' }, ...files.map(fileCard));
}

/** @param {import('../api/downloads.js').ExportFile} file */
function fileCard(file) {
  const ready = file.status === 'SUCCESS';
  return element(
    'li',
    { class: 'file' },
    element('div', { class: 'file-head' }, element('h3', {}, file.node_name), statusPill(file.status)),
    element('p', { class: 'file-name' }, element('code', {}, file.file_name)),
    ready && facts(file),
    ready && actions(file),
  );
}

/** @param {import('../api/downloads.js').ExportFile} file */
function facts({ file_size: size, file_sha256: sha256 }) {
  return element(
    'dl',
    { class: 'file-facts' },
    element('dt', {}, 'Size'),
    element('dd', {}, formatSize(Number(size)), Number(size) >= 1024 && element('span', { class: 'muted' }, ` ${formatCount(Number(size))} bytes`)),
    element('dt', {}, 'SHA-256'),
    element('dd', { class: 'sum' }, element('code', {}, sha256), copyButton('Copy SHA-256', () => sha256)),
  );
}

/** @param {import('../api/downloads.js').ExportFile} file */
function actions({ file_link: link, node_name: node, file_name: name }) {
  return element(
    'div',
    { class: 'file-actions' },
    element(
      'a',
      { class: 'button primary file-link', href: link, download: name, rel: 'noreferrer' },
      icon('download'),
      'Download',
      element('span', { class: 'visually-hidden' }, ` the file of ${node}`),
    ),
    copyButton('Copy link', () => link, { words: true }),
  );
}
