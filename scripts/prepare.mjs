// `npm ci` calls this last, so that an installed repository is a built one.
import { build } from './ready.mjs';

build();
