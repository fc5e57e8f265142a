import '@/kit/tokens.css'
import '@/kit/base.css'
import './live.css'
import { createApp } from 'vue'
import { i18n } from '@/kit/words/words'
import LiveApp from './LiveApp.vue'

document.documentElement.dataset['theme'] = 'night'
createApp(LiveApp).use(i18n).mount('#app')
