import { words } from '@/kit/words/words'

export const rankingWords = words({
  'zh-CN': {
    title: '团长榜',
    sub: '只算最近成团的团',
    leaders: '开团最多',
    fastest: '成团最快',
    teams: '{n} 团',
  },
  en: {
    title: 'Leaderboard',
    sub: 'Among the tables filled lately',
    leaders: 'Most tables',
    fastest: 'Fastest to fill',
    teams: '{n} tables | {n} table | {n} tables',
  },
})
