import { Module } from '@nestjs/common'
import { SavedViewStore } from './saved-view.store.js'
import { SavedViews } from './saved-views.js'
import { ViewsController } from './views.controller.js'

/** Ways to look at hosts that people keep, for themselves or for everybody. */
@Module({ controllers: [ViewsController], providers: [SavedViews, SavedViewStore] })
export class ViewsModule {}
