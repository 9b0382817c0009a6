// SPDX-License-Identifier: MIT
// Every word of the page, [Chinese, English], and how numbers and times are written.

const words = {
  skip: ['跳到场景', 'Skip to scenes'],
  onAir: ['播出', 'On air'],
  preview: ['预监', 'Preview'],
  live: ['直播中', 'On air'],
  notLive: ['没有推流', 'No output live'],
  for: ['已播', 'for'],
  phase: ['阶段', 'Phase'],
  keys: ['按键', 'Keys'],
  close: ['关闭', 'Close'],
  takeRow: ['切换与应急', 'Take and emergency'],
  cut: ['硬切', 'Cut'],
  fade: ['淡变', 'Fade'],
  space: ['空格', 'Space'],
  enter: ['回车', 'Enter'],
  toBlack: ['渐黑', 'To black'],
  holdB: ['按住 B', 'hold B'],
  clear: ['清除图文', 'Clear'],
  slate: ['垫片', 'Slate'],
  panic: ['应急净画面', 'Panic: clean'],
  bank: ['场景：按数字键选预监', 'Scenes: number keys choose the preview'],
  flow: ['流程', 'Running order'],
  auto: ['自动跟随', 'Auto'],
  on: ['开', 'on'],
  off: ['关', 'off'],
  shown: ['显示', 'on'],
  hidden: ['隐藏', 'off'],
  phases: ['会议阶段', 'Phases'],
  now: ['现在', 'Now'],
  next: ['下一步', 'Next'],
  manual: ['手动选单位', 'Unit by hand'],
  set: ['设为当前', 'Set'],
  follow: ['恢复跟随', 'Follow data'],
  keyers: ['常驻图文', 'Keyers'],
  layers: ['图层', 'Layers'],
  health: ['设备状态', 'Health'],
  outputs: ['推流', 'Outputs'],
  data: ['评分数据', 'Score data'],
  age: ['更新于', 'Age'],
  revision: ['版本', 'Revision'],
  refusals: ['拒收', 'Refused'],
  accept: ['接受新数据', 'Accept the new data'],
  cameras: ['摄像机', 'Cameras'],
  sound: ['声音', 'Sound'],
  mute: ['静音', 'Mute'],
  recording: ['录制', 'Recording'],
  length: ['时长', 'Length'],
  free: ['剩余', 'Free'],
  engine: ['引擎', 'Engine'],
  missed: ['丢帧', 'Missed'],
  late: ['迟到', 'Late'],
  picture: ['画面', 'Picture'],
  start: ['启动', 'Start'],
  stop: ['停止', 'Stop'],
  keep: ['不停', 'Keep it'],
  peak: ['峰值', 'Peak'],
  level: ['音量', 'Level'],
  backlog: ['积压', 'Backlog'],
  retries: ['重连', 'Retries'],
  steady: ['稳定', 'steady'],
  noScene: ['没有场景', 'No scene'],
  nobody: ['没有单位在台上', 'Nobody on stage'],
  byHand: ['手动', 'by hand'],
  rehearsal: ['彩排', 'Rehearsal'],
  noRoster: ['还没有名册', 'No roster yet'],
  pickUnit: ['选择单位', 'Choose a unit'],
  none: ['没有', 'none'],
  noLayers: ['这个场景没有可关的图层', 'Nothing to switch in this scene'],
  noKeyers: ['没有常驻图文', 'No keyers'],
  noOutputs: ['没有设置推流', 'No outputs configured'],
  noCameras: ['没有设置摄像机', 'No cameras configured'],
  waiting: ['等待', 'waiting'],
  takesOff: ['手动切换会关掉自动跟随', 'A take by hand turns auto off'],
  noAlarms: ['没有告警', 'No alarms'],
  coverTag: ['这一页不再更新，看到的都是旧的', 'This page is not updating: what it shows is old'],
  coverFirst: ['正在连接', 'Connecting'],
  coverLost: ['连接断开', 'Connection lost'],
  coverSay: [
    '播出由引擎自己继续，不靠这一页。现在按键不起作用。',
    'The broadcast goes on without this page. Keys do nothing now.',
  ],
  coverDo1: ['看播出', 'Look at the air'],
  coverHow1: ['用手机打开公众页面，确认画面还在。', 'Open the public page on a phone: is the picture there?'],
  coverDo2: ['看网络', 'Look at the network'],
  coverHow2: ['检查这台电脑的网线或无线网。', 'Check the cable or the Wi-Fi of this computer.'],
  coverDo3: ['到机器前', 'Go to the machine'],
  coverHow3: ['在引擎那台电脑上打开控制台：{0}', 'Open the panel on the engine’s own computer: {0}'],
  tryNow: ['马上重试', 'Try now'],
  tries: ['正在自动重试：第 {0} 次', 'Trying by itself: {0}'],
  lastSeen: ['最后一次看到', 'Last seen'],
  thenAir: ['当时播出', 'On air then'],
  thenOutputs: ['当时推流', 'Outputs then'],
  thenRecord: ['当时录制', 'Recording then'],
  outputsLive: ['{0} / {1} 路已连接', '{0} of {1} live'],
  camerasFine: ['{0} / {1} 路正常', '{0} of {1} fine'],
  spokenAir: ['播出：{0}', 'On air: {0}'],
  order: ['第 {0} / {1} 家', '{0} of {1}'],
  nextAuto: ['自动切到 {0}', 'to {0}, by itself'],
  nextStay: ['等下一个阶段，自动切换', 'the next phase, by itself'],
  nextHand: ['由你切换', 'yours to take'],
  layersOf: ['播出：{0}', 'on air: {0}'],

  // states
  'out.idle': ['未启动', 'Idle'],
  'out.connecting': ['正在连接', 'Connecting'],
  'out.wait_key': ['等待关键帧', 'Waiting for key frame'],
  'out.live': ['已连接', 'Live'],
  'out.backoff': ['等待重连', 'Back-off'],
  'feed.none': ['没有数据', 'none yet'],
  'feed.fresh': ['新鲜', 'fresh'],
  'feed.late': ['迟到', 'late'],
  'feed.stale': ['过期', 'stale'],
  'cam.starting': ['正在启动', 'starting'],
  'cam.live': ['正常', 'fine'],
  'cam.frozen': ['画面不动', 'frozen'],
  'cam.lost': ['没有画面', 'no picture'],
  'snd.live': ['正常', 'fine'],
  'snd.silent': ['没有声音', 'silent'],
  'snd.none': ['没有输入', 'no input'],
  'snd.muted': ['已静音', 'muted'],
  'rec.off': ['没有设置', 'not set up'],
  'rec.idle': ['未录制', 'idle'],
  'rec.waiting': ['等待首帧', 'waiting for a frame'],
  'rec.recording': ['正在写入', 'writing'],
  'rec.failed': ['没有在录', 'failed'],
  'phase.standby': ['候场', 'Standby'],
  'phase.draw': ['抽签', 'Draw'],
  'phase.presenting': ['汇报', 'Report'],
  'phase.scoring': ['评分', 'Scoring'],
  'phase.result': ['结果', 'Result'],
  'phase.ranking': ['排名', 'Ranking'],
  'phase.break': ['休会', 'Break'],
  'phase.end': ['结束', 'End'],
  'scene.unit': ['单位', 'Unit'],
  'scene.draw': ['抽签', 'Draw'],
  'scene.score': ['评分', 'Score'],
  'scene.result': ['结果', 'Result'],
  'scene.ranking': ['排名', 'Ranking'],
  'scene.standby': ['候场', 'Standby'],
  'scene.break': ['休会', 'Break'],
  'scene.end': ['结束', 'End'],
  'scene.clean': ['净画面', 'Clean'],
  'keyer.logo': ['台标', 'Logo'],
  'keyer.notice': ['通知', 'Notice'],
  'keyer.clock': ['时钟', 'Clock'],
  'keyer.live': ['直播标', 'Live mark'],

  // what the programme shows instead of the scene
  'latch.slate': ['垫片在播，没有声音。再按“垫片”恢复。', 'Slate on air, no sound. Press Slate again to end it.'],
  'latch.black': ['黑场，没有声音。再按“渐黑”恢复。', 'Black, no sound. Press To black again to come back.'],
  'latch.panic': ['只有画面和声音，图文全部关闭。再按应急键恢复。', 'Camera and sound only, all graphics off. Press Panic again to end it.'],
  'latch.cleared': ['场景图文已清除，下一次切换恢复。', 'Scene graphics cleared until the next take.'],
  'source.frozen': ['摄像机画面不动', 'Camera picture frozen'],
  'source.slate': ['没有摄像机画面，观众看到垫片', 'No camera picture: viewers see the slate'],

  // alarms: what happened, what the public sees, what to do
  alarmCamera: [
    '{0} 没有画面 {1}。观众看到垫片。要做：看摄像机的电源和线。',
    '{0}: no picture for {1}. Viewers see the slate. Do: check the camera’s power and cable.',
  ],
  alarmOutput: [
    '{0} 断开 {1}。录制和其他推流不受影响。要做：等 1 分钟；不恢复就核对地址和密钥。',
    '{0} lost for {1}. The recording and the other outputs go on. Do: wait 1 minute, then check address and key.',
  ],
  alarmStale: [
    '评分数据停了 {0}。画面已标明。要做：打评分系统电话。',
    'Score data stopped for {0}. The air says so. Do: call the scoring desk.',
  ],
  alarmRefused: [
    '拒收一份评分数据：{0}。画面保留上一份。',
    'Refused score data: {0}. The last good one stays.',
  ],
  alarmHeld: [
    '评分系统换了一份新数据。画面保留旧的。要做：核实后按“接受新数据”。',
    'The scoring system restarted with new data. The air keeps the old. Do: make sure, then accept it.',
  ],
  alarmSound: ['没有声音。要做：看调音台输出和线。', 'No sound. Do: check the mixer’s output and cable.'],
  alarmRecord: ['没有在录：{0}。直播不受影响。', 'Not recording: {0}. The broadcast is not affected.'],
  alarmFile: [
    '图文文件有错：{0}。画面保留上一个好的版本。',
    'A graphics file is faulty: {0}. The air keeps the last good one.',
  ],

  // what was not done
  deny409: ['没有切换：别人刚刚操作过。看清楚再按一次。', 'Not done: somebody else was faster. Look, then press again.'],
  deny503: ['没有执行：引擎还没有准备好。', 'Not done: the engine is not ready.'],
  denyOther: ['没有执行：{0}', 'Not done: {0}'],
  denyTime: ['没有执行：引擎没有回答。', 'Not done: the engine did not answer.'],
  askOutput: ['停止 {0}？', 'Stop {0}?'],
  askOutputText: ['在这一路观看的人会失去画面。', 'Those who watch there lose the picture.'],
  askRecord: ['停止录制？', 'Stop the recording?'],
  askRecordText: ['从这一刻起没有存档。直播不受影响。', 'From now on nothing is kept. The broadcast is not affected.'],

  // the list of keys
  'key.digits': ['选预监', 'choose preview'],
  'key.space': ['硬切', 'cut'],
  'key.enter': ['淡变', 'fade'],
  'key.esc': ['关闭、回到控制台', 'close, back to the desk'],
  'key.escesc': ['应急净画面', 'panic: clean camera'],
  'key.c': ['清除图文', 'clear graphics'],
  'key.s': ['垫片 开 / 关', 'slate on / off'],
  'key.b': ['渐黑 开 / 关', 'to black on / off'],
  'key.t': ['自动跟随 开 / 关', 'auto on / off'],
};

let column = 0;

export function language() {
  return column === 0 ? 'zh-CN' : 'en';
}

export function setLanguage(tag) {
  column = /^zh/i.test(tag) ? 0 : 1;
}

export function say(key, ...args) {
  const text = (words[key] ?? [key, key])[column];
  return args.reduce((done, arg, i) => done.replaceAll(`{${i}}`, String(arg)), text);
}

/** The word for a key that may have none: then the fallback. */
export function sayOr(key, fallback) {
  return key in words ? words[key][column] : fallback;
}

/** A title {zh, en} with what is there, else the word for it, else its name. */
export function sayTitle(prefix, name, title) {
  const own = column === 0 ? title?.zh : title?.en;
  return own ?? sayOr(`${prefix}.${name}`, title?.zh ?? title?.en ?? name);
}

const two = (n) => String(n).padStart(2, '0');

/** 01:12:40, or 12:40 below an hour. */
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s >= 3600 ? `${two(Math.floor(s / 3600))}:${rest}` : rest;
}

/** 0.4 s, 42 s, 12:40. */
export function age(ms) {
  if (ms == null) return '–';
  if (ms < 10000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 100000 ? `${Math.floor(ms / 1000)} s` : span(ms);
}

export function rate(kbps) {
  return kbps == null ? '–' : `${(kbps / 1000).toFixed(2)} Mb/s`;
}

export function bytes(n) {
  if (n == null) return '–';
  return n >= 1e9 ? `${Math.floor(n / 1e9)} GB` : `${Math.floor(n / 1e6)} MB`;
}

export function decibels(db) {
  return db == null || db <= -60 ? '−∞' : `${db < 0 ? '−' : ''}${Math.abs(Math.round(db))}`;
}
