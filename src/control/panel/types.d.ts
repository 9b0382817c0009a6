// SPDX-License-Identifier: MIT
// The status document of control/engine.h, as far as the pages read it. Only for `make lint`.

export type Role = 'viewer' | 'organizer' | 'crew';
export type Phase = 'standby' | 'draw' | 'presenting' | 'scoring' | 'result' | 'ranking' | 'break' | 'end';
export type Latch = 'black' | 'slate' | 'panic' | 'cleared';
export interface Named { zh?: string; en?: string }

export interface Scene { name: string; title?: Named }
export interface Unit { id: string; name: string; category?: string }
export interface Roster { sha256: string | null; units: Unit[] }

export interface SceneState {
  name: string;
  state: 'ok' | 'late' | 'stale' | 'empty' | 'forbidden';
  text: Named | null;
}

export interface Output extends Reasoned {
  id: string;
  state: 'idle' | 'connecting' | 'wait_key' | 'live' | 'backoff';
  since_ms: number;
  url?: string;
  kbps: number | null;
  backlog_ms: number | null;
  reconnects: number;
  error: string | null;
}

/** A stable code with its values, and the words of it. */
export interface Why extends Named { code: string; values: Record<string, unknown> }
export interface Reasoned { why?: Why | null }

export interface Camera extends Reasoned {
  id: string;
  state: 'starting' | 'live' | 'frozen' | 'lost';
  since_ms: number;
  detail: string | null;
  source?: { width: number; height: number; fps: number | null; sound: boolean } | null;
}

export interface Switch { id: string; name: Named }
export interface Layer extends Switch { visible: boolean; fixed?: boolean }
export interface Keyer extends Switch { on: boolean }

export interface Feed {
  state: 'none' | 'fresh' | 'late' | 'stale';
  age_ms: number | null;
  late_after_ms?: number;
  stale_after_ms?: number;
  epoch: string | null;
  revision: number | null;
  refusals: number;
  refused: (Reasoned & { since_ms: number; text: string }) | null;
  held_epoch: string | null;
}

export interface Audio {
  state: 'live' | 'silent' | 'none';
  gain_db: number;
  mute: boolean;
  peak_db: [number, number];
  silent_ms?: number;
  scene_mute?: boolean;
}

export interface Recorder extends Reasoned {
  state: 'off' | 'idle' | 'waiting' | 'recording' | 'failed';
  since_ms?: number;
  lasts_ms?: number | null;
  free_bytes?: number | null;
  error?: string | null;
}

export interface Meeting {
  title: string | null;
  phase: Phase;
  rehearsal: boolean;
  current: { unit: string; name: string; order: number; of: number; manual: boolean } | null;
  ballots?: { cast: number; eligible: number } | null;
  then?: { order: number; name: string } | null;
}

export interface AlarmText { what: string; public: string; todo: string }
export interface Alarm {
  id: string;
  kind: string;
  level: 'note' | 'act';
  since_ms: number;
  values?: Record<string, unknown>;
  zh: AlarmText;
  en: AlarmText;
}

export interface LogRecord {
  n: number;
  time: string;
  who: string | null;
  role: Role | null;
  what: { kind: string } & Record<string, unknown>;
}

export interface Status {
  state: number;
  roster_sha256: string | null;
  time: string;
  language: string;
  uptime_ms: number;
  programme: {
    scene: string | null;
    since_ms: number;
    width: number;
    height: number;
    fps: string;
    source: 'camera' | 'frozen' | 'slate';
    missed: number;
    late: number;
  };
  preview: { scene: string | null };
  cleared: boolean;
  panic: boolean;
  slate: boolean;
  black: boolean;
  tbar?: number;
  auto: { on: boolean; next: string | null; cause?: Phase | null; waits?: boolean };
  layers: Layer[];
  keyers: Keyer[];
  scenes?: SceneState[];
  reload?: { count: number; errors: { file: string; message: string; since_ms: number }[] };
  meeting: Meeting | null;
  feed: Feed;
  cameras: Camera[];
  audio: Audio;
  outputs: Output[];
  record: Recorder;
  minute?: { missed: number };
  alarms?: Alarm[];
  log?: LogRecord[];
  asrun?: Reasoned & { head: string | null; n: number; signed: number; error: string | null };
}

/** A line of the preflight: a measured sentence, the way to fix it, and what was found. */
export interface Check extends Named {
  id: string;
  title: Named;
  state: 'ok' | 'wrong' | 'note' | 'todo' | 'running';
  fix: Named | null;
  more?: (Named & { level: string; scene?: string; fix?: Named | null })[];
}
export interface Preflight { state: 'running' | 'wrong' | 'todo' | 'ready'; wrong: number; notes: number; lines: Check[]; time: string | null; took_ms: number | null }

/** What the engine said of a command. */
export type Answer =
  | { ok: true; status: number; state: number }
  | ({ ok: false; status: number; detail?: string; code?: string } & Reasoned);
