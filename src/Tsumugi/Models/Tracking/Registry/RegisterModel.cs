using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Begins a registered model: a model repository that the institution keeps to itself until it decides otherwise.</summary>
internal static class RegisterModel
{
    public static async Task<Outcome<RegisteredModelAnswer>> RunAsync(Asked asked, RegisteredModelRequest request)
    {
        var owned = await FindModel.NameAsync(asked, request.Name);
        if (owned.Refused)
            return owned.Refusal!;
        if ((request.Tags ?? []).Select(Limits.Tag).FirstOrDefault(one => one is not null) is { } fault)
            return fault;
        var title = request.Name![(request.Name!.IndexOfAny(['/', ':']) + 1)..];
        return await OneWriter.RunAsync<RegisteredModelAnswer>(
            asked.Db,
            async _ =>
            {
                var made = await new CreateRepository
                {
                    Kind = RepositoryKinds.Model,
                    InstitutionId = owned.Value.InstitutionId,
                    Name = owned.Value.Name,
                    TitleJa = title,
                    TitleEn = title,
                    Card = request.Description ?? "",
                    Visibility = Visibility.Institution,
                }.RunAsync(asked.Db, asked.Caller, asked.Now, asked.Stop);
                if (made.Refused)
                    return made.Refusal!;
                foreach (var (key, value) in KeyValues.Dictionary(request.Tags))
                    asked.Db.Add(new ModelTag { InstitutionId = owned.Value.InstitutionId, Model = owned.Value.Name, Version = 0, Key = key, Value = value });
                await asked.Db.SaveChangesAsync(asked.Stop);
                return new RegisteredModelAnswer(await RegistryMessages.OfAsync(asked, made.Value));
            },
            asked.Stop);
    }
}
