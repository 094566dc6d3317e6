/** What providers in China say, by what it is about. Such words have no forms, so that they are searched as they stand. */
const WORDS = {
  quota: ["余额不足", "额度不足", "额度已用", "配额已用", "配额不足", "欠费", "请充值"],
  contextLength: ["上下文长度", "上下文窗口"],
  contentFilter: ["敏感内容", "敏感词", "违规内容", "内容不合规"],
  apiKey: [
    ...["无效的令牌", "令牌无效", "令牌已过期", "密钥无效", "密钥错误"],
    ...["鉴权失败", "认证失败", "身份验证", "未授权"],
  ],
  modelMissing: ["模型不存在", "未找到模型"],
  overloaded: [...["负载已饱和", "过载"], ...["系统繁忙", "系统忙", "服务繁忙", "服务忙", "服务器繁忙", "服务器忙"]],
  rateLimited: [
    ...["过于频繁", "速率限制", "频率限制", "限流"],
    ...["并发超", "并发过", "并发限", "并发数超", "并发数过", "并发数限"],
  ],
} as const;

/** @param haystack cut to what is searched */
export const saysInChinese = (haystack: string, topic: keyof typeof WORDS): boolean =>
  WORDS[topic].some((word) => haystack.includes(word));
