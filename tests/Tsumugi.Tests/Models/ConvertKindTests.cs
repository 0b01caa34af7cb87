using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Models;

/// <summary>Who may have a model's checkpoints converted.</summary>
public sealed class ConvertKindTests(WireLab lab) : IClassFixture<WireLab>
{
    private static readonly Caller Outsider = new()
    {
        PersonId = "outsider",
        Memberships = new Dictionary<string, InstitutionRole> { ["elsewhere"] = InstitutionRole.Researcher },
    };

    [Fact]
    public async Task Only_who_may_write_the_model_has_it_converted()
    {
        await File.WriteAllTextAsync(
            Path.Combine(lab.Hub.Options.RecipeFolder, "convert.json"),
            """{"kind":"convert","description":{"ja":"変換","en":"Convert"}}""", TestContext.Current.CancellationToken);
        var model = await lab.BeginAsync();
        await lab.CommitAsync(model, ("weights.txt", "1 2 3\n"));

        var refused = await SubmitAsync(Outsider, "elsewhere", model);
        Assert.Equal(403, refused.Refusal!.Status);
        Assert.False((await SubmitAsync(LabHub.Member, "lab", model)).Refused);
    }

    private async Task<Outcome<Job>> SubmitAsync(Caller caller, string institution, Repository model)
    {
        await using var scope = lab.Hub.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SubmitJob>().RunAsync(
            caller,
            new() { Recipe = "convert", Institution = institution, Inputs = new Dictionary<string, string> { ["model"] = model.Node.ToString() } },
            DateTime.UtcNow, TestContext.Current.CancellationToken);
    }
}
