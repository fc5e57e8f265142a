/** The shop's addresses; each page is a chunk of its own. */

import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { meet, viewer, viewerKnown } from './viewer'

/** `own`: only for whoever is signed in. */
declare module 'vue-router' {
  interface RouteMeta {
    own?: boolean
    /** Whether the bar with the shop's four doors stands below. */
    doors?: boolean
  }
}

const own = { own: true }

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'feed', component: () => import('./pages/FeedPage.vue'), meta: { doors: true } },
  { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue') },
  { path: '/c/:slug', name: 'campaign', component: () => import('./pages/CampaignPage.vue') },
  { path: '/rules/:slug', name: 'rules', component: () => import('./pages/RulesPage.vue') },
  { path: '/t/:code', name: 'team', component: () => import('./pages/TeamPage.vue') },
  { path: '/t/:code/poster', name: 'poster', component: () => import('./pages/PosterPage.vue') },
  { path: '/d/:drawId', name: 'draw', component: () => import('./pages/DrawPage.vue') },
  { path: '/pay/:number', name: 'pay', component: () => import('./pages/PayPage.vue'), meta: own },
  { path: '/pay/:number/result', name: 'paid', component: () => import('./pages/PaidPage.vue'), meta: own },
  { path: '/orders', name: 'orders', component: () => import('./pages/OrdersPage.vue'), meta: { own: true, doors: true } },
  { path: '/orders/:number', name: 'order', component: () => import('./pages/OrderPage.vue'), meta: own },
  { path: '/orders/:number/report', name: 'report', component: () => import('./pages/ReportPage.vue'), meta: own },
  { path: '/orders/:number/after-sale', name: 'after-sale', component: () => import('./pages/AfterSalePage.vue'), meta: own },
  { path: '/me', name: 'me', component: () => import('./pages/MePage.vue'), meta: { doors: true } },
  { path: '/me/teams', name: 'my-teams', component: () => import('./pages/MyTeamsPage.vue'), meta: own },
  { path: '/me/wallet', name: 'wallet', component: () => import('./pages/WalletPage.vue'), meta: own },
  { path: '/me/merchant', name: 'selling', component: () => import('./pages/SellingPage.vue'), meta: own },
  { path: '/me/distribution', name: 'distribution', component: () => import('./pages/DistributionPage.vue'), meta: own },
  { path: '/me/distribution/commissions', name: 'commissions', component: () => import('./pages/CommissionsPage.vue'), meta: own },
  { path: '/me/distribution/why/:orderNo', name: 'commission-why', component: () => import('./pages/CommissionWhyPage.vue'), meta: own },
  { path: '/me/distribution/team', name: 'relations', component: () => import('./pages/RelationsPage.vue'), meta: own },
  { path: '/me/distribution/ranking', name: 'sales-ranking', component: () => import('./pages/SalesRankingPage.vue') },
  { path: '/me/distribution/poster', name: 'invite-poster', component: () => import('./pages/InvitePosterPage.vue'), meta: own },
  { path: '/me/withdraw', name: 'withdraw', component: () => import('./pages/WithdrawPage.vue'), meta: own },
  { path: '/me/withdrawals/:id', name: 'withdrawal', component: () => import('./pages/WithdrawalPage.vue'), meta: own },
  { path: '/me/favourites', name: 'favourites', component: () => import('./pages/FavouritesPage.vue'), meta: own },
  { path: '/me/notifications', name: 'notifications', component: () => import('./pages/NotificationsPage.vue'), meta: own },
  { path: '/me/messages', name: 'messages', component: () => import('./pages/MessagesPage.vue'), meta: own },
  { path: '/me/messages/:merchant', name: 'talk', component: () => import('./pages/TalkPage.vue'), meta: own },
  { path: '/me/addresses', name: 'addresses', component: () => import('./pages/AddressesPage.vue'), meta: own },
  { path: '/me/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
  { path: '/points', name: 'points', component: () => import('./pages/PointsPage.vue'), meta: { doors: true } },
  { path: '/points/:id', name: 'points-item', component: () => import('./pages/PointsItemPage.vue') },
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue') },
  { path: '/offline', name: 'offline', component: () => import('./pages/OfflinePage.vue') },
  { path: '/:missing(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  // A sheet that opens and a filter that turns stay on the same page, where one was.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async to => {
  if (!to.meta.own) return true
  if (!viewerKnown.value) await meet().catch(() => undefined)
  // Where nobody answers, the page says so itself: it may have kept something to show.
  return viewer.value || !viewerKnown.value ? true : { name: 'login', query: { to: to.fullPath } }
})
