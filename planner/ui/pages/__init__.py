"""Pages of the app: each module shows one with ``show(ctx)``; what they show comes from :class:`planner.ui.context.Context` alone."""
