const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 20 × 20 grid. */
const outlines = {
  download: 'M10 3v9m-3.5-3.2L10 12.3l3.5-3.5M4 16.5h12',
  copy: 'M7.5 7.5h8v9h-8zM12.5 7.5v-4h-8v9h3',
  done: 'M4 10.5l4 4 8-9',
  refresh: 'M16 6.5A7 7 0 1 0 17 11M16.5 3v4h-4',
  back: 'M12 4.5L6.5 10l5.5 5.5',
  forward: 'M8 4.5l5.5 5.5L8 15.5',
  leave: 'M8 4H4v12h4M12.5 6.5L16 10l-3.5 3.5M16 10H8',
  light: 'M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 1.8v1.7M10 16.5v1.7M1.8 10h1.7M16.5 10h1.7M4.2 4.2l1.2 1.2M14.6 14.6l1.2 1.2M4.2 15.8l1.2-1.2M14.6 5.4l1.2-1.2',
  dark: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z',
  system: 'M3 4h14v9.5H3zM7.5 16.5h5M10 13.5v3',
  warning: 'M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.2v.1',
  close: 'M5 5l10 10M15 5L5 15',
};

/**
 * A decorative icon: the text beside it, or the button's label, says what it means.
 * @param {keyof typeof outlines} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', outlines[name]);
  svg.append(path);
  return svg;
}
