import { compareReleases } from '@goherd/model'
