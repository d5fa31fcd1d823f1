import { Global, Module } from '@nestjs/common'
import { FleetNews } from './fleet-news.js'

export { FleetNews, type NewsListener } from './fleet-news.js'

/** Gives the news to everybody. */
@Global()
@Module({ providers: [FleetNews], exports: [FleetNews] })
export class NewsModule {}
