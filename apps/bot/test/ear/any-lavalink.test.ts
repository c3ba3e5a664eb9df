// Listens to a node that runs elsewhere on this machine. It must have sources that load the tune (its local ones, when nothing
// else is said), and trust the certificate of the voice server, which is made once and handed to both:
//
//   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
//     -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem
//   keytool -importcert -noprompt -file cert.pem -keystore trust.p12 -storepass changeit
//   java -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit -jar Lavalink.jar
//
// LAVALINK_URL, LAVALINK_PASSWORD   the node
// LAVALINK_VOICE_CERT, _KEY         the two files
// LAVALINK_TONE                     by which it loads the tune; without it, the path of a file that is written for it
import { readFile } from 'node:fs/promises';
import { describe, it } from 'vitest';
import { trustedServer } from './support/ear.ts';
import { listeningSuite } from './support/listening-suite.ts';
import { tuneFolder } from './support/tunes.ts';

const {
  LAVALINK_URL: url,
  LAVALINK_PASSWORD: password = 'youshallnotpass',
  LAVALINK_VOICE_CERT: certFile,
  LAVALINK_VOICE_KEY: keyFile,
  LAVALINK_TONE: tone,
} = process.env;

if (url === undefined || certFile === undefined || keyFile === undefined) {
  const why =
    'LAVALINK_URL, LAVALINK_VOICE_CERT and LAVALINK_VOICE_KEY name the node and what it trusts; they are not set';
  it.skip(`any Lavalink that is heard: ${why}`, () => undefined);
} else {
  describe(`the Lavalink at ${url}`, () => {
    listeningSuite(async () => {
      await using ends = new AsyncDisposableStack();
      const folder = ends.use(await tuneFolder(['steps']));
      const certificate = { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
      const { server } = ends.use(await trustedServer({ certificate }));
      const owned = ends.move();
      return {
        url,
        password,
        server,
        steps: tone ?? folder.tune('steps'),
        [Symbol.asyncDispose]: () => owned.disposeAsync(),
      };
    });
  });
}
