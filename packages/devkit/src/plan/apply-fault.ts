import type { FaultyNode } from '../node/faulty-node.ts';
import type { Fault } from './fault.ts';

/** Calls the method that a fault names. */
export async function applyFault(node: FaultyNode, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'die':
      return node.die(fault.port);
    case 'revive':
    case 'freeze':
    case 'thaw':
    case 'loseSessions':
    case 'heal':
      return node[fault.kind]();
    case 'answer':
      node.answer(fault.answer, fault.route);
      return;
    case 'flood':
      return node.flood(fault.times);
    case 'burst':
      return node.burst(fault.count);
    case 'sendMalformed':
      return node.sendMalformed(fault.count, fault.seed);
    case 'lieInStats':
      return node.lieInStats(fault.lie);
    case 'omitStats':
      return node.omitStats();
    case 'speakVersion':
      return node.speakVersion(fault.version);
    case 'loseSources':
      return node.loseSources(...fault.names);
    case 'delay':
      return node.network.delay(fault.ms);
    case 'throttle':
      return node.network.throttle(fault.bytesPerSecond);
    case 'cutAfter':
      return node.network.cutAfter(fault.bytes);
    case 'halfOpen':
      return node.network.halfOpen(fault.serverNotices);
    case 'pass':
      return node.network.pass();
    case 'cut':
      return node.network.cut();
  }
}
