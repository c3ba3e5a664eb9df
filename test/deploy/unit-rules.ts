/** Settings of a unit: for each `Section.Key` its values, in their order. */
export type Unit = ReadonlyMap<string, readonly string[]>;

/** Reads a unit of systemd that has no continued lines. */
export function readUnit(text: string): Unit {
  const unit = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const header = /^\[(\w+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      continue;
    }
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`This is no line of a unit: ${line}`);
    const name = `${section}.${key}`;
    unit.set(name, [...(unit.get(name) ?? []), value]);
  }
  return unit;
}

/** What the unit must say, and nothing else of these keys. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  'Unit.Wants': ['network-online.target'],
  'Unit.After': ['network-online.target'],
  'Unit.StartLimitIntervalSec': ['10min'],
  'Unit.StartLimitBurst': ['10'],
  'Service.Type': ['exec'],
  'Service.WorkingDirectory': ['/opt/reprise'],
  'Service.ExecStart': ['/opt/reprise/node_modules/node/bin/node apps/bot/dist/main.js'],
  'Service.Restart': ['on-failure'],
  'Service.RestartSec': ['5s'],
  'Service.RestartPreventExitStatus': ['2'],
  'Service.LoadCredential': ['discord-token:/etc/reprise/discord-token'],
  'Service.Environment': ['DISCORD_TOKEN_FILE=%d/discord-token', 'NODE_ENV=production', 'DATA_DIR=%S/reprise'],
  'Service.EnvironmentFile': ['-/etc/reprise/reprise.env'],
  'Service.KillMode': ['mixed'],
  'Service.TimeoutStopSec': ['10'],
  'Service.OOMPolicy': ['continue'],
  'Service.MemoryMax': ['1G'],
  'Service.TasksMax': ['1024'],
  'Service.LimitNOFILE': ['65536'],
  'Service.DynamicUser': ['yes'],
  'Service.StateDirectory': ['reprise'],
  'Service.StateDirectoryMode': ['0700'],
  'Service.UMask': ['0077'],
  'Service.NoNewPrivileges': ['yes'],
  'Service.CapabilityBoundingSet': [''],
  'Service.AmbientCapabilities': [''],
  'Service.ProtectSystem': ['strict'],
  'Service.ProtectHome': ['yes'],
  'Service.PrivateTmp': ['yes'],
  'Service.PrivateDevices': ['yes'],
  'Service.PrivateUsers': ['yes'],
  'Service.ProtectHostname': ['yes'],
  'Service.ProtectClock': ['yes'],
  'Service.ProtectKernelTunables': ['yes'],
  'Service.ProtectKernelModules': ['yes'],
  'Service.ProtectKernelLogs': ['yes'],
  'Service.ProtectControlGroups': ['yes'],
  'Service.ProtectProc': ['invisible'],
  'Service.RestrictNamespaces': ['yes'],
  'Service.RestrictRealtime': ['yes'],
  'Service.RestrictSUIDSGID': ['yes'],
  'Service.RestrictAddressFamilies': ['AF_INET AF_INET6 AF_UNIX AF_NETLINK'],
  'Service.LockPersonality': ['yes'],
  'Service.RemoveIPC': ['yes'],
  'Service.SystemCallArchitectures': ['native'],
  'Service.SystemCallFilter': ['@system-service', '~@privileged'],
  'Service.SystemCallErrorNumber': ['EPERM'],
  'Install.WantedBy': ['multi-user.target'],
};

/** Every rule that the unit breaks. */
export function unitProblems(text: string): string[] {
  const unit = readUnit(text);
  const wrong = Object.entries(RULES).filter(
    ([name, values]) => JSON.stringify(unit.get(name)) !== JSON.stringify(values),
  );
  const unknown = [...unit.keys()].filter(
    (name) => !(name in RULES) && !/^Unit\.(Description|Documentation)$/.test(name),
  );
  return [...wrong.map(([name]) => name), ...unknown.map((name) => `${name} has no rule`)];
}
