import '@/kit/tokens.css'
import '@/kit/base.css'
import '@/kit/ui/buttons.css'
import './shop.css'
import { createApp } from 'vue'
import { dress } from '@/kit/settings'
import { keepSynced } from '@/kit/time/clock'
import { i18n } from '@/kit/words/words'
import ShopApp from './ShopApp.vue'
import { router } from './router'
import { meet } from './viewer'

dress()
const known = () => void meet().catch(() => undefined)
known()
// Each answer sets the clock, too: devices sleep.
keepSynced(known)
window.addEventListener('online', known)
createApp(ShopApp).use(i18n).use(router).mount('#app')
