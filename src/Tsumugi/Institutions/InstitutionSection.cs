namespace Tsumugi.Institutions;

/// <summary>What another room shows on an institution's page: a component with the parameters <c>InstitutionId</c> and <c>Caller</c>.</summary>
public sealed record InstitutionSection(int Order, Type Component);
