// What the page's address says: the path, and how to show it.

const CREDENTIALS = ['user', 'pass', 'token', 'jwt'];
const NO = ['false', '0', 'no', 'off'];

const query = new URLSearchParams(location.search);
const root = location.pathname.replace(/\/+$/, '');

/** The path as people write it. */
export const path = decodeURIComponent(root).replace(/^\/+/, '');

/** Query: controls, muted, autoplay; each true (default) or false. */
export const wants = (name) => !NO.includes((query.get(name) ?? 'true').toLowerCase());

/** Query: protocol, hls (default) or dash. */
export const wantsDash = (query.get('protocol') ?? '').toLowerCase() === 'dash';

/** Query: start, where to begin, as playlists take it; negative: seconds before now. */
export const firstStart = query.get('start');

/** A file of the path, with the credentials of this page's address. */
export function mediaUrl(file, start) {
  const passed = new URLSearchParams();
  for (const name of CREDENTIALS) {
    for (const value of query.getAll(name)) passed.append(name, value);
  }
  if (start !== null && start !== undefined) passed.set('start', start);
  const text = passed.toString();
  return `${root}/${file}${text ? `?${text}` : ''}`;
}
