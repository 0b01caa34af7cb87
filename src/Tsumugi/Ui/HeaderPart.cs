namespace Tsumugi.Ui;

/// <summary>What a room shows at the head of every page to whoever is signed in: a component without parameters.</summary>
public sealed record HeaderPart(Type Component);
