import { defineConfig } from 'vitest/config'
import { projects } from './infra/test/projects.mjs'

export default defineConfig({ test: { projects } })
