namespace Tsumugi.Projects;

/// <summary>What another room shows on a project's page: a component with the parameters <c>ProjectId</c> and <c>Caller</c>.</summary>
public sealed record ProjectSection(int Order, Type Component);
