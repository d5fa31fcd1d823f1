#!/usr/bin/env node
import '../dist/goherd-agent.mjs'
