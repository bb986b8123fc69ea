// An embedder writes `import Kefu` and has every type that appears in its interface.
@_exported public import KefuDialogue
@_exported public import KefuKnowledge
@_exported public import KefuMatching
