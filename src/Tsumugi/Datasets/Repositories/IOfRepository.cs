using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A record that belongs to one repository, by the name that the repository had first.</summary>
public interface IOfRepository
{
    string Kind { get; }

    string InstitutionId { get; }

    string Name { get; }
}

public static class OfRepository
{
    public static IQueryable<T> Of<T>(this HubDb db, Repository repository) where T : class, IOfRepository
    {
        var (kind, institution, name) = (repository.Kind, repository.InstitutionId, repository.Name);
        return db.Set<T>().Where(row => row.Kind == kind && row.InstitutionId == institution && row.Name == name);
    }
}
