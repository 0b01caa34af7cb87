namespace Tsumugi.Client.Compute;

/// <summary>What was used, added up over one group.</summary>
/// <param name="Group">Dimension (<c>person</c>, <c>institution</c>, <c>month</c>, <c>fiscalYear</c>, <c>site</c>, <c>hardware</c>) → value.</param>
/// <param name="CoreHours">Cores that were held, times hours.</param>
/// <param name="CoreHoursUsed">Of these, what the processors really worked; null where the engine does not say.</param>
/// <param name="RequestedCoreHours">Cores times the walltime that was asked for.</param>
/// <param name="WaitHours">Mean time from submission to start.</param>
/// <param name="Credits">At the prices of the time of settlement.</param>
public sealed record UsageRow(
    IReadOnlyDictionary<string, string> Group, int Runs, double CoreHours, double? CoreHoursUsed, double RequestedCoreHours, double GpuHours, double WaitHours, decimal Credits);
