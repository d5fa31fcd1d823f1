import { Module } from '@nestjs/common'
import { AuditModule } from '../audit/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ArchiveStore } from './archive.store.js'
import { ArchiveFetcher } from './archive-fetcher.js'
import { ArchiveKeeper } from './archive-keeper.js'
import { CatalogueStore } from './catalogue.store.js'
import { CatalogueSync } from './catalogue-sync.js'
import { DownloadsController } from './downloads.controller.js'
import { MirrorStore } from './mirror.store.js'
import { Mirrors } from './mirrors.js'
import { ReleaseReader } from './release.reader.js'
import { ReleasesView } from './release.view.js'
import { ReleaseDetailView } from './release-detail.view.js'
import { ReleasesController } from './releases.controller.js'
import { SourceTester } from './source-tester.js'
import { SourcesController } from './sources.controller.js'
import { Sources } from './sources.js'

export { ArchiveKeeper } from './archive-keeper.js'
export { ReleaseReader } from './release.reader.js'

/** The catalogue of Go releases, and the archives this server keeps and serves. */
@Module({
  imports: [AuditModule, RecallsModule],
  controllers: [ReleasesController, DownloadsController, SourcesController],
  providers: [
    ArchiveFetcher,
    ArchiveKeeper,
    ArchiveStore,
    CatalogueStore,
    CatalogueSync,
    MirrorStore,
    Mirrors,
    ReleaseDetailView,
    ReleaseReader,
    ReleasesView,
    SourceTester,
    Sources,
  ],
  exports: [ArchiveKeeper, ReleaseReader],
})
export class ReleasesModule {}
