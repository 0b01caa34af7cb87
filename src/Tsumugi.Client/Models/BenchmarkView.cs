using Tsumugi.Client.Jobs;

namespace Tsumugi.Client.Models;

/// <param name="Node">The result's node.</param>
/// <param name="Model">The model revision that was measured.</param>
/// <param name="Dataset">The dataset revision that it was measured on.</param>
public sealed record BenchmarkView(string Node, string Model, string Dataset, DateTime CreatedAt, RetrievalReport Report);
