namespace Tsumugi.Datasets.Repositories;

/// <summary>What another room shows on the page of a dataset or a model: a component with the parameters <c>Revision</c> (a node) and <c>Caller</c>.</summary>
public sealed record RepositorySection(int Order, Type Component);
