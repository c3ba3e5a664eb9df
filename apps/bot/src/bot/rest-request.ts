import { DefaultRestOptions, type RESTOptions } from 'discord.js';

/**
 * Asks Discord as discord.js does, but sends files as bytes: it would hand a form to whatever undici was loaded first, and
 * another version than its own takes it for none.
 */
export const restRequest: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  const form = new Response(init.body);
  const type = form.headers.get('content-type') ?? 'multipart/form-data';
  const body = new Uint8Array(await form.arrayBuffer());
  return DefaultRestOptions.makeRequest(url, { ...init, body, headers: { ...init.headers, 'content-type': type } });
};
