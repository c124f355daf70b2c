// What stands beside names in Chinese: labels, roles, titles, verbs, and the last words of organisations. Lists of facts; what
// each is worth is said where it is used.

import { countryNames } from "./places.ts";

/** Behind these a name is all but certain. */
const LABELS = `姓名 名字 联系人 收件人 发件人 收货人 收信人 寄件人 签收人 操作员 操作人 经办人 负责人 申请人 审批人 审核人 法定代表人 法人代表 法人 担保人
出租人 承租人 出卖人 买受人 委托人 受托人 代理人 委托代理人 见证人 报案人 投诉人 报修人 来电者 来电人 被告 原告 被告人 原告人 嫌疑人 当事人 受害人
持卡人 开户人 户主 业主 投保人 被保险人 受益人 作者 译者 编辑 记者 我叫 名叫 本名 原名 全名 叫做 抄送 转发给 转告 致电 签字人 签名 落款 乙方 甲方 卖方 买方 紧急联系人
项目经理 主治医师 值班医生 主持人 创始人 董事长 总经理 总裁 总统 总理 首相 主席 院长 校长 局长 部长 市长 省长 书记 教授 博士 医生 律师 老师 导演 演员 歌手
诗人 作家 画家 科学家 经济学家 经理 主任 同事 同学 朋友 老板 师傅 专家 队长 教练 球员 助理 秘书 工程师 设计师 经纪人 妻子 丈夫 儿子 女儿 父亲 母亲 哥哥 弟弟 姐姐 妹妹
客户 用户 患者 病人 会员 员工 学生 顾客 乘客 旅客 房东 租客 司机 快递员 负责人为 联系人为 姓名为 名为 人为 收件 联系 先生 女士`;
/** Behind these a name is likely. */
const WEAK =
  "是 叫 姓 由 让 请 找 问 与 和 跟 同 对 向 给 据 被 把 和 及 为 到 等 经 按 比 谢谢 感谢 尊敬的 亲爱的 你好 您好 通知 邀请 陪 替 帮 嫁给 娶 致 派 的 而";

/** Titles that follow a surname or a name. */
export const TITLES: readonly string[] =
  `先生 女士 小姐 太太 夫人 老师 教授 博士 院士 医生 大夫 护士 律师 经理 总监 总裁 主任 局长 院长 校长 书记 部长 处长 科长 队长 师傅 同学
同志 警官 法官 会计 秘书 老板 董事长 总经理 工程师 主席 市长 省长 县长 镇长 村长 厂长 店长 组长 班长 团长 馆长 所长 站长 司机 导演 阿姨 叔叔 大爷 大妈 大哥 大姐
奶奶 爷爷 总 工 姐 哥 叔 姨 董 局 处 导 律 医`.split(/\s+/);
/** Titles of one character that count behind a surname alone, where nothing else of a word follows. */
export const SHORT_TITLES = new Set("总工姐哥叔姨董局导".split(""));

/** Behind a name: what people do. */
const DEEDS = `二人 两人 三人 四人 五人 几人 等人 一行 原名 本名 笔名 说 表示 认为 指出 称 告诉 问 回答 回复 答 道 笑道 介绍 报道 强调 透露 解释 负责 主持 签字 签署 发来 登录 提交 审核 反映 投诉 建议 提醒 出席 担任 曾任 任
毕业 来自 带着 收 写 翻译 修改 导出 同意 反对 今天 昨天 明天 刚才 已 已经 在 把 将 会 也 都 就 对 向 从 给 跟 你 您 您好 让 请 是 曾 曾经 摇 点 喝 住 的 先后 因 被 与 和 同
申请 要求 补充 确认 接受 当选 获得 参加 报名 长大 出生 去世 主演 执导 撰写 砸 称其 自愿 代表 出任 一起 即可 等 为 于 到 之 没有 没 不 想 要 能 可以 应该 觉得 发现 看到 拿 走 来 去`;

/** Ends of organisations, the longer first; a star marks those that need a name of their own before. */
export const BODIES: readonly string[] =
  `股份有限公司 有限责任公司 有限公司 集团公司 总公司 *分公司 *子公司 集团 *公司 银行 支行 分行 信用社 大学 学院 医院 *总局 *分局 *中学 *小学 *学校 *幼儿园 研究院 研究所 实验室
律师事务所 会计师事务所 事务所 委员会 人民法院 *法院 检察院 派出所 公安局 *税务局 *统计局 *气象局 *水利局 *财政局 *民政局 *审计局 *环保局 *规划局 *教育局 *管理局 *工商局 *卫生局 *交通局 *人民政府 *政府 协会 学会 基金会 联合会 商会 出版社
通讯社 电视台 *报社 印书馆 *书店 *酒店 *饭店 *宾馆 *餐厅 *工厂 *制药厂 *厂 交易所 证券 *保险 *人寿 *基金 信托 *软件 *乐园 *卫视 *大药房 *生物 *医药 *电子 *支队 *检察院 博物馆 *图书馆 俱乐部 *联盟 *工作室 *超市 *商城 航空 *科技 *传媒 *物流 *控股 *股份
*航空公司 合作社 *影业 *能源 *重工 *汽车 *电器 *药业 *地产 *置业 *附属医院 *卫生院 *诊所 *门诊部 *委员会`
    .split(/\s+/)
    .sort((a, b) => b.length - a.length);

/** Organisations that everybody knows by a short name. */
const KNOWN = `腾讯 阿里巴巴 阿里云 蚂蚁集团 支付宝 华为 字节跳动 百度 京东 美团 小米 拼多多 网易 新浪 搜狐 滴滴出行 快手 哔哩哔哩 携程 联想 中兴通讯 比亚迪 宁德时代 吉利汽车
长城汽车 上汽集团 一汽集团 东风汽车 格力电器 美的集团 海尔 海信 万科 恒大 碧桂园 中国移动 中国联通 中国电信 国家电网 南方电网 中石油 中石化 中海油 中国石油 中国石化 中国平安 平安保险
平安银行 中国人寿 工商银行 建设银行 农业银行 中国银行 交通银行 招商银行 民生银行 光大银行 中信银行 浦发银行 兴业银行 华夏银行 邮储银行 广发银行 浦东发展银行 海底捞 中信证券 中金公司 顺丰速运 中通快递 圆通速递
申通快递 韵达快递 财政部 教育部 外交部 国防部 公安部 商务部 卫生部 司法部 民政部 科技部 工信部 交通运输部 国务院 发改委 证监会 银保监会 最高人民法院 新华社 人民日报 央视 中央电视台 清华 北大
清华大学 北京大学 复旦大学 浙江大学 南京大学 武汉大学 中山大学 上海交通大学 苹果公司 谷歌 微软 亚马逊公司 特斯拉 三星 索尼 英特尔 英伟达 脸书 推特 世界卫生组织 联合国 欧盟 北约 红十字会
商务印书馆 人力资源部 奔驰 宝马公司 丰田 大众汽车 沃尔玛 家乐福 星巴克 麦当劳 肯德基 必胜客 可口可乐 耐克 阿迪达斯 台积电 富士康 高盛 摩根大通 汇丰银行 花旗银行 渣打银行`;

/** Characters that names from abroad are written with. */
export const FOREIGN = new Set(
  `翰卜阿埃艾爱安昂奥澳巴拜班邦保鲍贝本比彼毕别宾波伯勃博布采查柴达戴丹道德登邓狄迪蒂丁东杜顿多厄恩尔法凡范菲费芬丰夫弗福富盖冈高戈哥格葛根贡古瓜圭哈海汉豪赫黑亨洪侯胡华怀霍基吉加
迦佳贾坚简杰捷金卡凯坎康考柯科可克肯孔库夸奎昆拉腊莱赖兰郎朗劳勒雷蕾黎里理利莉丽列烈林琳隆卢鲁路伦罗萝洛吕马玛迈麦曼芒梅门蒙米密缅明摩莫默姆木穆拿纳娜乃奈南内尼妮年涅宁纽农努诺
女欧帕派潘庞佩彭蓬皮平泼葡普奇齐恰钱乔切琴琼丘屈热仁日荣茹瑞若萨塞赛三桑瑟森沙莎山尚绍舍申圣施什石史士舒朔思斯丝松苏孙索塔泰坦汤唐陶特腾提田铁廷通图托陀瓦万旺威韦维魏温文翁沃乌吾
武西希锡悉席夏谢辛欣休许雪逊雅亚延扬杨耶叶伊依以易因英永尤于约宰赞泽曾扎詹占张珍芝治朱茱兹祖佐古丽热买提江买木依木`,
);

/** Words that begin with a region and are none. */
export interface HanCues {
  /** What a left context is worth: by the words that end at `at`. */
  before(text: string, at: number): number;
  /** What a right context is worth: by the words that begin at `at`. */
  after(text: string, at: number): number;
  /** End of the known organisation that begins at `at`; `at` where none does. */
  known(text: string, at: number): number;
  /** End of the known country that begins at `at`. */
  country(text: string, at: number): number;
}

const LONGEST = 6;
const STRONG_LABEL = 5;
const WEAK_LABEL = 1.5;
const TITLED = 4;
const DEED = 1.8;

let cues: HanCues | undefined;

export function hanCues(): HanCues {
  if (cues !== undefined) return cues;
  const left = new Map<string, number>();
  for (const word of WEAK.split(/\s+/)) left.set(word, WEAK_LABEL);
  for (const word of LABELS.split(/\s+/)) left.set(word, STRONG_LABEL);
  const right = new Map<string, number>();
  for (const word of DEEDS.split(/\s+/)) right.set(word, word.length > 1 ? DEED + 0.4 : DEED - 0.8);
  for (const word of TITLES) if (word.length > 1) right.set(word, TITLED);
  for (const word of ["说", "称", "问", "道"]) right.set(word, DEED + 0.4);
  const lasts = new Set([...left.keys()].map((word) => word.at(-1) as string));
  const firsts = new Set([...right.keys()].map((word) => word[0] as string));
  const known = byFirst(KNOWN.split(/\s+/));
  const countries = byFirst(countryNames("zh-Hans").filter((name) => name.length > 1));
  cues = {
    before(text, at) {
      if (!lasts.has(text[at - 1] as string)) return 0;
      let best = 0;
      for (let length = 1; length <= LONGEST; length++)
        best = Math.max(best, left.get(text.slice(Math.max(0, at - length), at)) ?? 0);
      return best;
    },
    after(text, at) {
      if (!firsts.has(text[at] as string)) return 0;
      let best = 0;
      for (let length = 1; length <= 3; length++) best = Math.max(best, right.get(text.slice(at, at + length)) ?? 0);
      return best;
    },
    known: (text, at) => longestOf(known, text, at),
    country: (text, at) => longestOf(countries, text, at),
  };
  return cues;
}

function byFirst(words: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const word of words) {
    const list = map.get(word[0] as string);
    if (list === undefined) map.set(word[0] as string, [word]);
    else list.push(word);
  }
  for (const list of map.values()) list.sort((a, b) => b.length - a.length);
  return map;
}

function longestOf(map: Map<string, string[]>, text: string, at: number): number {
  for (const word of map.get(text[at] as string) ?? []) if (text.startsWith(word, at)) return at + word.length;
  return at;
}
