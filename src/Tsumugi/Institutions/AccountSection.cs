namespace Tsumugi.Institutions;

/// <summary>What another room shows on a person's own page: a component with the parameter <c>Caller</c>.</summary>
public sealed record AccountSection(int Order, Type Component);
